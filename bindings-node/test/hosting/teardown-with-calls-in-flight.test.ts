/** An environment is torn down with calls in flight, without a crash or a hang. */

import '../support/environment.js'

import { test } from 'node:test'

import { child, succeeds } from '../support/child.js'

test('fifty workers end with calls in flight in one process', { timeout: 60_000 }, async () => {
  await succeeds(child('teardown'))
})

test('workers end while they start emulators, run listeners and create clients', { timeout: 60_000 }, async () => {
  await succeeds(child('interrupted'))
})

test('the main thread ends with calls completing, again and again', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 10; round++) await succeeds(child('exit-while-completing'), '')
})
