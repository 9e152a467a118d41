// Builds the native part and the server of the vectors with cargo, and puts the native part where the package looks for it first.

import { execFileSync } from 'node:child_process'
import { copyFileSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PLATFORMS = {
  'linux x64': ['linux-x64-gnu', 'libedgegap_node.so'],
  'linux arm64': ['linux-arm64-gnu', 'libedgegap_node.so'],
  'darwin x64': ['darwin-x64', 'libedgegap_node.dylib'],
  'darwin arm64': ['darwin-arm64', 'libedgegap_node.dylib'],
  'win32 x64': ['win32-x64-msvc', 'edgegap_node.dll'],
}

const here = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const packages = ['--package', 'edgegap-node', '--package', 'edgegap-scripted-server']
const said = execFileSync('cargo', ['build', '--locked', ...packages, '--message-format=json-render-diagnostics'], {
  cwd: here('.'),
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 1 << 28,
  encoding: 'utf8',
})
const [ending, name] = PLATFORMS[`${process.platform} ${process.arch}`]
const files = said.split('\n').filter(Boolean).flatMap((line) => JSON.parse(line).filenames ?? [])
const built = files.find((file) => file.endsWith(name))
// A file that a process has open is replaced, never written into.
const to = here(`edgegap-sdk.${ending}.node`)
copyFileSync(built, `${to}.new`)
renameSync(`${to}.new`, to)
