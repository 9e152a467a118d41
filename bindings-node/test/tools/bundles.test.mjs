// Bundles a program, copies the output alone to another folder, and runs it there on an emulator.
// Or the bundle has to say what to do.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import url from '@rollup/plugin-url'
import esbuild from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

const run = promisify(execFile)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const PROGRAM = `
async function main() {
  const emulator = await Emulator.start()
  const client = emulator.client()
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  const error = await client.applications.get('nope').catch((error) => error)
  if (!(error instanceof NotFoundError)) throw error
  for await (const { name } of client.applications.list()) console.log(name)
  await emulator.stop()
}
main()`

const ESM = here('program.mjs')
const CJS = here('program.cjs')

/** The README has this line. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"

before(() => {
  writeFileSync(ESM, `import { Emulator, NotFoundError } from 'edgegap-sdk'\n${PROGRAM}`)
  writeFileSync(CJS, `const { Emulator, NotFoundError } = require('edgegap-sdk')\n${PROGRAM}`)
})

after(() => {
  for (const path of [ESM, CJS]) rmSync(path)
})

/** Bundles to an empty folder, moves the output elsewhere, and runs the program there. */
async function runElsewhere(bundle) {
  const [built, elsewhere] = ['built', 'elsewhere'].map((name) => mkdtempSync(join(tmpdir(), `edgegap-${name}-`)))
  try {
    await bundle(built)
    cpSync(built, elsewhere, { recursive: true })
    rmSync(built, { recursive: true })
    const program = readdirSync(elsewhere).find((name) => /\.[cm]?js$/.test(name))
    return await run(process.execPath, [join(elsewhere, program)], { cwd: elsewhere }).catch((error) => error)
  } finally {
    for (const folder of [built, elsewhere]) rmSync(folder, { recursive: true, force: true })
  }
}

const withEsbuild = (entry, options) => (outdir) =>
  esbuild.build({ entryPoints: [entry], bundle: true, platform: 'node', outdir, logLevel: 'silent', ...options })

const withNcc = (entry, options) => (folder) => {
  const ncc = ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', entry, '--out', folder, ...(options ?? [])]
  return run(process.execPath, ncc, { cwd: here('.') })
}

const withWebpack = (entry, options) => (path) =>
  new Promise((resolve, reject) => {
    const output = { path, filename: 'program.js' }
    webpack({ mode: 'production', target: 'node', context: here('.'), entry, output, ...options }, (error, stats) => {
      if (error !== null || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')))
      else resolve()
    })
  })

const withRollup = (format, options) => async (folder) => {
  const { plugins, ...rest } = options ?? {}
  const standard = [nodeResolve({ preferBuiltins: true }), commonjs()]
  const built = await rollup({ input: ESM, plugins: [plugins, standard], logLevel: 'silent', ...rest })
  await built.write({ dir: folder, format, entryFileNames: `program.${format === 'es' ? 'mjs' : 'cjs'}` })
}

const COPY = { loader: { '.node': 'copy' } }
const ES = { format: 'esm', outExtension: { '.js': '.mjs' } }
const ASSET = { module: { rules: [{ test: /\.node$/, type: 'asset/resource' }] } }
const ADDON = `@edgegap-sdk/${readdirSync(here('node_modules/@edgegap-sdk'))[0]}`

const working = {
  'ncc, CommonJS': withNcc(CJS),
  'ncc, ES module': withNcc(ESM, ['--minify']),
  'esbuild, CommonJS': withEsbuild(CJS, COPY),
  'esbuild, CommonJS from an ES module': withEsbuild(ESM, { ...COPY, minify: true }),
  'esbuild, CommonJS with files': withEsbuild(CJS, { loader: { '.node': 'file' } }),
  'esbuild, ES module': withEsbuild(ESM, { ...COPY, ...ES, banner: { js: BANNER } }),
  'esbuild, ES module with files': withEsbuild(ESM, { ...ES, loader: { '.node': 'file' }, banner: { js: BANNER } }),
  webpack: withWebpack(CJS, ASSET),
  'webpack from an ES module': withWebpack(ESM, ASSET),
  'Rollup, CommonJS': withRollup('cjs', { plugins: url({ include: '**/*.node', limit: 0 }) }),
  'Rollup, ES module': withRollup('es', { plugins: url({ include: '**/*.node', limit: 0 }) }),
}

for (const [name, bundle] of Object.entries(working)) {
  test(`${name}: the native addon comes along`, async () => {
    const { stdout, stderr } = await runElsewhere(bundle)
    assert.deepEqual({ stdout, stderr }, { stdout: 'my-game\n', stderr: '' })
  })
}

const ESBUILD = { external: [ADDON] }

const failing = {
  'ncc without the addon': withNcc(CJS, ['--external', ADDON]),
  'esbuild without the addon': withEsbuild(CJS, ESBUILD),
  'esbuild without the addon, ES module': withEsbuild(ESM, { ...ESBUILD, ...ES, banner: { js: BANNER } }),
  'webpack without the addon': withWebpack(CJS, { externals: { [ADDON]: `commonjs ${ADDON}` } }),
  'Rollup without the addon': withRollup('cjs', { external: [ADDON] }),
  'Rollup without the addon, ES module': withRollup('es', { external: [ADDON] }),
}

for (const [name, bundle] of Object.entries(failing)) {
  test(`${name}: the error says what to do`, async () => {
    const { stderr } = await runElsewhere(bundle)
    // The line of a minified bundle has all messages.
    const error = stderr.split('\n').find((line) => line.startsWith('Error: '))
    const start = `Error: edgegap-sdk was bundled without its native addon, ${ADDON}. Mark edgegap-sdk external`
    assert.ok(error?.startsWith(start), error)
    for (const part of ['--external:edgegap-sdk', '--loader:.node=copy']) assert.ok(error.includes(part), error)
    assert.ok(!error.includes('Delete node_modules'), error)
  })
}

test('esbuild, ES module without `require`: the error says what to do', async () => {
  const { stderr } = await runElsewhere(withEsbuild(ESM, { ...COPY, ...ES }))
  assert.match(stderr, /edgegap-sdk was bundled into an ES module, which has no `require`/)
  assert.ok(stderr.includes(`--banner:js="${BANNER}"`), stderr)
})

test('esbuild without a loader: the error shows the option', async () => {
  await assert.rejects(runElsewhere(withEsbuild(CJS, {})), ({ errors }) => {
    assert.match(errors[0].location.lineText, /esbuild: add --loader:\.node=copy/)
    return true
  })
})
