// Transforms ES modules to CommonJS for Jest.

const { transformSync } = require('esbuild')

const options = { format: 'cjs', platform: 'node', sourcemap: 'inline', supported: { 'dynamic-import': false } }

exports.process = (source, sourcefile) => ({ code: transformSync(source, { ...options, sourcefile }).code })
