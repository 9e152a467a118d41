/**
 * Loads the native addon: a file beside this package, which a build from source creates, or the
 * npm package of this platform. Its version has to match, or the types would describe another API.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { getMessage } from '../foreign.js'
import { CONTRACT } from '../generated/contract.js'
import { VERSION } from '../version.js'
import { findPlatform, isMusl, listPlatforms } from './platform.js'
import type { Native } from './types.js'

/** The native addon. */
export const addon: Native = verify(load())

function load(): Native {
  const platform = findPlatform()
  if (platform === undefined) {
    const { platform: os, arch } = process
    throw new Error(`edgegap-sdk has no native package for ${os} ${arch}; supported: ${listPlatforms()}`)
  }
  const built = join(__dirname, '..', '..', `edgegap-sdk.${platform}.node`)
  const name = existsSync(built) ? built : `edgegap-sdk-${platform}`
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- addons need `require`
    return require(name) as Native
  } catch (cause) {
    throw new Error(explain(name, cause), { cause })
  }
}

function explain(name: string, cause: unknown): string {
  if (isMusl()) {
    return (
      'edgegap-sdk supports Linux with glibc only, and this system uses another C library ' +
      '(musl, as on Alpine): use an image with glibc'
    )
  }
  if ((cause as { code?: unknown }).code !== 'MODULE_NOT_FOUND') {
    return `cannot load the native part of edgegap-sdk, ${name}: ${getMessage(cause)}`
  }
  return (
    `edgegap-sdk needs the package ${name}, which is not installed. npm installs it with edgegap-sdk, unless ` +
    `optional dependencies are omitted or node_modules was copied from another platform. Delete node_modules ` +
    `and install again without --omit=optional, or run: npm install ${name}@${VERSION}`
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
