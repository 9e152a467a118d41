// Builds the native addon and the test servers with cargo, and copies the addon next to the
// package, where it is looked up first.

import { execFileSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { suffix, library } from './platform.mjs'

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const crates = ['edgegap-node', 'edgegap-scripted-server', 'edgegap-fault-server']
const packages = crates.flatMap((crate) => ['--package', crate])
const output = execFileSync('cargo', ['build', '--locked', ...packages, '--message-format=json-render-diagnostics'], {
  cwd: here('.'),
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 1 << 28,
  encoding: 'utf8',
})
const files = output
  .split('\n')
  .filter(Boolean)
  .flatMap((line) => JSON.parse(line).filenames ?? [])
const built = files.find((file) => file.endsWith(library))
// The file is replaced, not overwritten: a process may have it open.
const to = here(`edgegap-sdk.${suffix}.node`)
copyFileSync(built, `${to}.new`)
renameSync(`${to}.new`, to)
