/** Which native package a process loads, and what it says if there is none. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { run } from './support/child.js'
import { PACKAGE } from './support/place.js'

/** Loads the package in a process that says it is on another platform. */
async function load(platform: string, arch: string): Promise<string> {
  const define = `for (const [name, value] of [['platform', '${platform}'], ['arch', '${arch}']])
    Object.defineProperty(process, name, { value })`
  const { code, stderr } = await run(process.execPath, ['-e', `${define}; require(${JSON.stringify(PACKAGE)})`], {})
  assert.equal(code, 1)
  return stderr
}

test('a platform without a package is told which ones there are', async () => {
  for (const [platform, arch] of [
    ['linux', 'ia32'],
    ['win32', 'ia32'],
    ['freebsd', 'x64'],
  ] as const) {
    const message = await load(platform, arch)
    assert.ok(message.includes(`edgegap-sdk has no native package for ${platform} ${arch}; there are`), message)
    assert.ok(message.includes('linux arm64 musl') && message.includes('win32 x64'), message)
  }
})

test('a platform with a package is told its name', async () => {
  for (const [platform, arch, name] of [
    ['win32', 'arm64', 'win32-arm64-msvc'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['linux', 'arm64', 'linux-arm64-gnu'],
  ] as const) {
    // The package of this machine is there, and another system does not know the library of C.
    if (platform === process.platform && arch === process.arch) continue
    if (platform === 'linux' && process.platform !== 'linux') continue
    const message = await load(platform, arch)
    assert.ok(message.includes(`needs the package @edgegap-sdk/${name}, which is not installed`), message)
  }
})
