/**
 * Loads the native addon: a file beside this package, which a build from source creates, or the
 * npm package of this platform. Its version has to match, or the types would describe another API.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { getMessage, peek } from '../foreign.js'
import { CONTRACT } from '../generated/contract.js'
import { requirePackage, type Platform } from '../generated/packages.js'
import { VERSION } from '../version.js'
import type * as Bundle from './bundle.js'
import { findPlatforms, getPlatform, listPlatforms } from './platform.js'
import type { Native } from './types.js'

/** The native addon. */
export const addon: Native = verify(load())

function load(): Native {
  const platforms = findPlatforms()
  if (platforms.length === 0) {
    const { platform: os, arch } = process
    throw new Error(
      `edgegap-sdk has no native package for ${os} ${arch}; there are packages for ${listPlatforms()}. ` +
        'Install Node.js for one of these',
    )
  }
  const failures = new Map<Platform, unknown>()
  for (const platform of platforms) {
    try {
      const built = findBuilt(platform)
      return built === undefined ? resolve(requirePackage(platform)) : loadBuilt(built)
    } catch (cause) {
      failures.set(platform, cause)
    }
  }
  const platform = getPlatform(platforms)
  const cause = failures.get(platform as Platform)
  throw new Error(explain(platform as Platform, cause), { cause })
}

/** The addon that a build from source put beside the package. */
function findBuilt(platform: string): string | undefined {
  if (isBundled()) return undefined
  const path = join(__dirname, '..', '..', `edgegap-sdk.${platform}.node`)
  return existsSync(path) ? path : undefined
}

/** True if a bundler moved this module to another file. */
function isBundled(): boolean {
  // In a bundle the name may be missing, another one, or one that does not exist.
  return typeof __filename !== 'string' || !/[\\/]native[\\/]addon\.js$/.test(__filename) || !existsSync(__filename)
}

/** Loads the module that only bundles need. An import would always load it. */
function loadBundle(): typeof Bundle {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  return require('./bundle.js') as typeof Bundle
}

function loadBuilt(path: string): Native {
  // Bundlers warn of a `require` without a literal.
  return createRequire(__filename)(path) as Native
}

/** The exports of a package. A bundler may have replaced them by the path or URL of a copy. */
function resolve(loaded: unknown): Native {
  const copy = typeof loaded === 'string' ? loaded : peek(loaded, 'default')
  if (typeof copy !== 'string') return loaded as Native
  const module = { exports: {} }
  process.dlopen(module, loadBundle().findCopy(copy))
  return module.exports as Native
}

function explain(platform: Platform, cause: unknown): string {
  const name = `@edgegap-sdk/${platform}`
  // A bundle may have another `require`, or none.
  if (isBundled()) return `${loadBundle().explainBundle(name)}. The error was: ${getMessage(cause)}`
  const code = peek(cause, 'code')
  if (code !== 'MODULE_NOT_FOUND') {
    const advice = code === 'ERR_DLOPEN_DISABLED' ? ' Start Node with --allow-addons, or without --no-addons' : ''
    return `cannot load the native part of edgegap-sdk, ${name}: ${getMessage(cause)}${advice}`
  }
  return (
    `edgegap-sdk needs the package ${name}, which is not installed. npm installs it with edgegap-sdk, unless ` +
    `optional dependencies are omitted, or node_modules or package-lock.json come from another platform. Delete ` +
    `both and install again without --omit=optional, or run: npm install ${name}@${VERSION}`
  )
}

function verify(native: Native): Native {
  const [version, contract] = [native.version(), native.contract()]
  if (version === VERSION && contract === CONTRACT) return native
  throw new Error(
    `the native part of edgegap-sdk is version ${version} (contract ${contract}), the package is ${VERSION} ` +
      `(contract ${CONTRACT}): install the same version of both`,
  )
}
