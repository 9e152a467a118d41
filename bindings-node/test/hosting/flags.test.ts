/** Flags of Node, as `NODE_OPTIONS` of a CI system has them, under which a library that is careless breaks. */

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
    // Node itself says that frozen intrinsics are an experiment.
    const said = flags === '--frozen-intrinsics' ? '' : ended.stderr
    assert.deepEqual([ended.signal, ended.code, said, ended.stdout], [null, 0, '', 'done\n'], ended.stderr)
  })
}
