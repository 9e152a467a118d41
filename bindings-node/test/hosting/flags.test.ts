/** Flags of Node that may break a library, as in `NODE_OPTIONS` of a CI system. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { child } from '../support/child.js'

const FLAGS = [
  '--throw-deprecation --pending-deprecation',
  '--unhandled-rejections=strict',
  '--unhandled-rejections=warn',
  '--disable-proto=throw',
  '--frozen-intrinsics',
  '--disallow-code-generation-from-strings',
  '--stack-trace-limit=0',
  '--no-warnings',
  '--max-old-space-size=64',
]

for (const flags of FLAGS) {
  test(`it works with ${flags}`, async () => {
    const ended = await child('flags', { NODE_OPTIONS: flags })
    // Node itself warns that frozen intrinsics are experimental.
    const stderr = flags === '--frozen-intrinsics' ? '' : ended.stderr
    assert.deepEqual([ended.signal, ended.code, stderr, ended.stdout], [null, 0, '', 'done\n'], ended.stderr)
  })
}
