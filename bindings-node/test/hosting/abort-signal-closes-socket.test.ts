/** An aborted signal closes the connection of the call, and no listener is left on the signal. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { afterEach, beforeEach, test } from 'node:test'

import { CancelledError, Client, TimedOutError } from 'edgegap-sdk'

import { start } from '../support/emulator.js'
import { Held } from '../support/held.js'

let held: Held
let client: Client

beforeEach(async () => {
  held = await Held.start()
  client = new Client({ token: 't', baseUrl: held.url })
})

afterEach(() => {
  client.close()
  held.stop()
})

test('an aborted call closes its connection and rejects with the reason', async () => {
  const controller = new AbortController()
  const requested = held.request()
  const call = client.applications.delete('my-game', { signal: controller.signal })
  const { ended } = await requested
  const reason = new Error('the user left')
  controller.abort(reason)
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof CancelledError)
    assert.equal(error.cause, reason)
    assert.equal(error.name, 'AbortError')
    assert.equal(error.maybeApplied, true, 'the service may have deleted it')
    return error.operation === 'applications.delete'
  })
  await ended
  assert.equal(held.count, 1, 'it is not retried')
})

test('AbortSignal.timeout cancels a call, and a time limit of the call is a TimedOutError', async () => {
  await assert.rejects(client.applications.get('a', { signal: AbortSignal.timeout(20) }), (error) => {
    return error instanceof CancelledError && (error.cause as Error).name === 'TimeoutError'
  })
  const requested = held.request()
  await assert.rejects(client.applications.get('a', { timeout: 50 }), TimedOutError)
  const { ended } = await requested
  await ended
})

test('closing the client closes connections too', async () => {
  const requested = held.request()
  const call = client.applications.get('a')
  const { ended } = await requested
  client.close()
  await assert.rejects(call, { code: 'closed' })
  await ended
})

test('a hundred calls may share a signal, and remove their listener', async (context) => {
  const { emulator } = await start(context)
  const warnings: Error[] = []
  const onWarning = (warning: Error): number => warnings.push(warning)
  process.on('warning', onWarning)
  const { signal } = new AbortController()
  const calls = Array.from({ length: 100 }, () => emulator.client().applications.list({}, { signal }).collect())
  await Promise.all(calls)
  await new Promise(setImmediate)
  process.off('warning', onWarning)
  assert.deepEqual(warnings, [])
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('aborting after the response has no effect', async (context) => {
  const { client } = await start(context)
  const controller = new AbortController()
  assert.deepEqual(await client.applications.list({}, { signal: controller.signal }).collect(), [])
  controller.abort()
  const aborted = new AbortController()
  const call = client.applications.list({}, { signal: aborted.signal }).collect()
  queueMicrotask(() => {
    aborted.abort()
  })
  await call.catch((error: unknown) => {
    assert.ok(error instanceof CancelledError)
  })
  await once(AbortSignal.timeout(1), 'abort')
})
