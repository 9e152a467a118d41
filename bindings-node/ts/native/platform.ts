/** Selects the native package for this process. */

/** The part of Node's diagnostic report that is used here. */
interface Report {
  excludeNetwork?: boolean | undefined
  getReport(): { header?: { glibcVersionRuntime?: string } }
}

/** Suffix of a native package. */
export type Platform = 'linux-x64-gnu' | 'linux-arm64-gnu' | 'darwin-x64' | 'darwin-arm64' | 'win32-x64-msvc'

/** Suffixes of the native packages, by platform and architecture as Node names them. */
const PLATFORMS: Readonly<Record<string, Platform>> = {
  'linux x64': 'linux-x64-gnu',
  'linux arm64': 'linux-arm64-gnu',
  'darwin x64': 'darwin-x64',
  'darwin arm64': 'darwin-arm64',
  'win32 x64': 'win32-x64-msvc',
}

/** The suffix of the native package for this process; undefined on an unsupported platform. */
export function findPlatform(): Platform | undefined {
  return PLATFORMS[`${process.platform} ${process.arch}`]
}

/** All supported platforms, for a message. */
export function listPlatforms(): string {
  return Object.keys(PLATFORMS).join(', ')
}

/** True on a Linux without glibc, for which there are no native packages. */
export function isMusl(): boolean {
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
