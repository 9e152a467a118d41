/** Which native package this process needs. */

/** What is used of Node's report of itself. */
interface Report {
  excludeNetwork?: boolean | undefined
  getReport(): { header?: { glibcVersionRuntime?: string } }
}

/** The platforms that there are packages for, as Node names them, with the names of the packages' endings. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64-gnu',
  'linux arm64': 'linux-arm64-gnu',
  'darwin x64': 'darwin-x64',
  'darwin arm64': 'darwin-arm64',
  'win32 x64': 'win32-x64-msvc',
}

/** The ending of the package for this process; none: there is no such package. */
export function platform(): string | undefined {
  return PLATFORMS[`${process.platform} ${process.arch}`]
}

/** All platforms in words. */
export function platforms(): string {
  return Object.keys(PLATFORMS).join(', ')
}

/** Whether this is a Linux with another C library than glibc, for which there are no packages. */
export function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  // Other runtimes have no report, and one with the network in it looks up the name of every address, which can take minutes.
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
