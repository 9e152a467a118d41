/** Selects the native package for this process. */

import { existsSync } from 'node:fs'

import { PLATFORMS, type Platform } from '../generated/packages.js'

/** The part of Node's diagnostic report that is used here. */
interface Report {
  excludeNetwork?: boolean | undefined
  getReport(): { header?: { glibcVersionRuntime?: string } }
}

/** Loaders of musl, by the processor as Node names it. */
const MUSL: Readonly<Record<string, string>> = { x64: '/lib/ld-musl-x86_64.so.1', arm64: '/lib/ld-musl-aarch64.so.1' }

/**
 * The native packages that this process may load, the likely one first; none on an unsupported
 * platform. A Linux may have the loaders of both libraries of C, and Node says only slowly which
 * one it uses.
 */
export function findPlatforms(): Platform[] {
  const { platform, arch } = process
  const loader = platform === 'linux' ? MUSL[arch] : undefined
  const order = loader !== undefined && existsSync(loader) ? [' musl', ' glibc', ''] : [' glibc', ' musl', '']
  return order.flatMap((libc) => PLATFORMS[`${platform} ${arch}${libc}`] ?? [])
}

/** The native package for this process, by the library of C that Node uses. */
export function getPlatform(candidates: readonly Platform[]): Platform | undefined {
  const suffix = isMusl() ? '-musl' : '-gnu'
  return candidates.find((name) => name.endsWith(suffix)) ?? candidates[0]
}

/** All supported platforms, for a message. */
export function listPlatforms(): string {
  return Object.keys(PLATFORMS).join(', ')
}

/** True on a Linux without glibc. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  // Other runtimes have no report. With the network included, Node looks up the name of every
  // address, which can take minutes.
  const report = process.report as unknown as Report | undefined
  if (report === undefined) return false
  const before = report.excludeNetwork
  report.excludeNetwork = true
  try {
    return report.getReport().header?.glibcVersionRuntime === undefined
  } finally {
    report.excludeNetwork = before
  }
}
