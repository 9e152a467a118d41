/** Bundled programs: where a bundler puts the native addon, and what to do if it does not. */

import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Finds the copy of the addon that a bundler made. `name` is a URL, or relative to the bundle. The
 * folder of an ES module is not known here, so the second guess is that of the program.
 */
export function findCopy(name: string): string {
  if (name.startsWith('file:')) return fileURLToPath(name)
  const folders = [typeof __dirname === 'string' ? __dirname : '.', dirname(process.argv[1] ?? '.')]
  const paths = folders.map((folder) => resolve(folder, name))
  const path = paths.find((path) => existsSync(path))
  if (path === undefined) throw new Error(`the bundler's copy of the native addon is missing: ${paths.join(', ')}`)
  return path
}

/** What to do if the addon, of this package, is not in a bundle. */
export function explainBundle(packageName: string): string {
  return (
    `edgegap-sdk was bundled without its native addon, ${packageName}. Mark edgegap-sdk external, and install it ` +
    'where the program runs: --external:edgegap-sdk (esbuild), -e edgegap-sdk (ncc), ' +
    "externals: { 'edgegap-sdk': 'commonjs edgegap-sdk' } (webpack), external: ['edgegap-sdk'] (Rollup). " +
    `Or bundle where ${packageName} is installed, with a loader that copies .node files: --loader:.node=copy ` +
    '(esbuild); ncc needs none'
  )
}
