/** An environment that is torn down with calls in flight: no crash, no hang, and the process goes on. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { child } from '../support/child.js'

test('fifty workers end with calls in flight in one process', { timeout: 60_000 }, async () => {
  const ended = await child('teardown')
  assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
})

test('workers end in the middle of an emulator, of a listener and of making clients', { timeout: 60_000 }, async () => {
  const ended = await child('interrupted')
  assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
})

test('the main thread ends with calls completing, again and again', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const ended = await child('exit-while-completing')
    assert.deepEqual([ended.signal, ended.code, ended.stderr], [null, 0, ''])
  }
})
