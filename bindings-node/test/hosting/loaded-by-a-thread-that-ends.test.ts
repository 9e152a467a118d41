/** The thread that loads the native part first may end before others use it: a test runner's pool of workers does that. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { child } from '../support/child.js'

/** What went wrong once crashed at every run; what does so at one of several is seen by the next run. */
const ROUNDS = 3

for (const order of ['load', 'calls', 'parallel', 'overlapping', 'terminated']) {
  test(`the main thread never loads the package, workers do: ${order}`, { timeout: 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const ended = await child('unloaded', {}, [order])
      assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
    }
  })
}
