/**
 * Loads the native part: a file beside this package, which a build from source leaves there, or the package of this platform. It has to be of the
 * same version, or the types of this package would promise what it does not do.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { messageOf } from './foreign.js'
import { CONTRACT } from './generated/contract.js'
import type { Native } from './native.js'
import { isMusl, platform, platforms } from './platform.js'
import { VERSION } from './version.js'

/** The native part. */
export const addon: Native = checked(load())

function load(): Native {
  const ending = platform()
  if (ending === undefined) {
    throw new Error(`edgegap-sdk has no native part for ${process.platform} ${process.arch}; it has one for ${platforms()}`)
  }
  const built = join(__dirname, '..', `edgegap-sdk.${ending}.node`)
  const name = existsSync(built) ? built : `edgegap-sdk-${ending}`
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a native addon cannot be imported
    return require(name) as Native
  } catch (cause) {
    throw new Error(explain(name, cause), { cause })
  }
}

function explain(name: string, cause: unknown): string {
  if (isMusl())
    return `edgegap-sdk has a native part for Linux with glibc, which this system (musl, Alpine?) does not have: use an image with glibc`
  if ((cause as { code?: unknown }).code !== 'MODULE_NOT_FOUND') {
    return `the native part of edgegap-sdk, ${name}, does not load: ${messageOf(cause)}`
  }
  return (
    `edgegap-sdk needs the package ${name}, which is not installed. npm installs it with edgegap-sdk on this platform, unless optional dependencies ` +
    `are left out or node_modules was copied from another platform. Delete node_modules and install again without --omit=optional, or: ` +
    `npm install ${name}@${VERSION}`
  )
}

function checked(native: Native): Native {
  const [version, contract] = [native.version(), native.contract()]
  if (version === VERSION && contract === CONTRACT) return native
  throw new Error(
    `the native part of edgegap-sdk is ${version} (contract ${contract}), the rest is ${VERSION} (contract ${CONTRACT}): install both in one version`,
  )
}
