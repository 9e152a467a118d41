/** Open clients and emulators do not keep a process alive; a pending call does. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

import { child, script, succeeds } from '../support/child.js'

/** Generous: a process that is kept alive runs for ever, or until a time limit of minutes. */
const SOON = 20_000

for (const way of ['idle', 'exit-in-flight', 'emulator-alone', 'never-called', 'exit-handler', 'uncaught']) {
  test(`the process exits: ${way}`, { timeout: SOON }, async () => {
    const ended = await child('ending', {}, [way])
    assert.equal(ended.signal, null, ended.stderr)
    assert.equal(ended.code, way === 'uncaught' ? 1 : 0, ended.stderr)
    assert.equal(ended.stdout, `${way}\n`)
    if (way !== 'uncaught') assert.equal(ended.stderr, '')
  })
}

test('the process exits while it attaches to a server that never responds', { timeout: SOON }, async () => {
  const ending = spawn(process.execPath, [script('ending'), 'attaching'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(ending, 'exit')
  await once(ending.stdout, 'data')
  const start = performance.now()
  assert.deepEqual(await exited, [0, null])
  // Attaching takes 5 s before it fails.
  assert.ok(performance.now() - start < 4000)
})

test('a pending call keeps the process alive until it completes', { timeout: SOON }, async () => {
  await succeeds(child('ending', {}, ['awaits']), 'timeout\nawaits\n')
})
