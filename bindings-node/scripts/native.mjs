// Builds the native part and the servers of the tests with cargo, and puts the native part where the package looks for it first.

import { execFileSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { ending, library } from './platform.mjs'

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const packages = ['--package', 'edgegap-node', '--package', 'edgegap-scripted-server', '--package', 'edgegap-fault-server']
const said = execFileSync('cargo', ['build', '--locked', ...packages, '--message-format=json-render-diagnostics'], {
  cwd: here('.'),
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 1 << 28,
  encoding: 'utf8',
})
const files = said
  .split('\n')
  .filter(Boolean)
  .flatMap((line) => JSON.parse(line).filenames ?? [])
const built = files.find((file) => file.endsWith(library))
// A file that a process has open is replaced, never written into.
const to = here(`edgegap-sdk.${ending}.node`)
copyFileSync(built, `${to}.new`)
renameSync(`${to}.new`, to)
