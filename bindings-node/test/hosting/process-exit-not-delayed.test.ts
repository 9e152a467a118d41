/** A finished process ends, whatever was left open; a call under way keeps it alive. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { child } from '../support/child.js'

/** Generous: what would keep a process alive here does so for ever, or until a time limit of minutes. */
const SOON = 20_000

for (const way of ['idle', 'exit-in-flight', 'emulator-alone', 'never-called', 'exit-handler', 'uncaught']) {
  test(`it ends by itself: ${way}`, { timeout: SOON }, async () => {
    const ended = await child('ending', {}, [way])
    assert.equal(ended.signal, null, ended.stderr)
    assert.equal(ended.code, way === 'uncaught' ? 1 : 0, ended.stderr)
    assert.equal(ended.stdout, `${way}\n`)
    if (way !== 'uncaught') assert.equal(ended.stderr, '')
  })
}

test('a call under way keeps it alive, and the last one lets it go', { timeout: SOON }, async () => {
  const ended = await child('ending', {}, ['awaits'])
  assert.deepEqual([ended.code, ended.stdout, ended.stderr], [0, 'timeout\nawaits\n', ''])
})
