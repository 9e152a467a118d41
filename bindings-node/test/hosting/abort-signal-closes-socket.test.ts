/** A signal reaches the socket: the server sees the connection end, and nothing of the call is left behind. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { afterEach, beforeEach, test } from 'node:test'

import { CancelledError, Client, Emulator, TimedOutError } from 'edgegap-sdk'

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
  const came = held.request()
  const call = client.applications.delete('my-game', { signal: controller.signal })
  const { ended } = await came
  const reason = new Error('the user went away')
  controller.abort(reason)
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof CancelledError)
    assert.equal(error.cause, reason)
    assert.equal(error.name, 'AbortError')
    assert.equal(error.maybeApplied, true, 'the service may have deleted it')
    return error.operation === 'applications.delete'
  })
  await ended
  assert.equal(held.count, 1, 'it is not tried again')
})

test('AbortSignal.timeout is a reason like any other, and a time limit of the call is one of its own', async () => {
  await assert.rejects(client.applications.get('a', { signal: AbortSignal.timeout(20) }), (error) => {
    return error instanceof CancelledError && (error.cause as Error).name === 'TimeoutError'
  })
  const came = held.request()
  await assert.rejects(client.applications.get('a', { timeout: 50 }), TimedOutError)
  await (
    await came
  ).ended
})

test('closing the client closes connections too', async () => {
  const came = held.request()
  const call = client.applications.get('a')
  const { ended } = await came
  client.close()
  await assert.rejects(call, { code: 'closed' })
  await ended
})

test('a hundred calls may share a signal, and let go of it', async () => {
  const emulator = await Emulator.start()
  const warnings: Error[] = []
  const warned = (warning: Error): void => {
    warnings.push(warning)
  }
  process.on('warning', warned)
  const { signal } = new AbortController()
  const calls = Array.from({ length: 100 }, () => emulator.client().applications.list({}, { signal }).toArray())
  await Promise.all(calls)
  await new Promise(setImmediate)
  process.off('warning', warned)
  assert.deepEqual(warnings, [])
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  await emulator.stop()
})

test('aborting after the answer is nothing', async () => {
  const emulator = await Emulator.start()
  const controller = new AbortController()
  assert.deepEqual(await emulator.client().applications.list({}, { signal: controller.signal }).toArray(), [])
  controller.abort()
  const aborted = new AbortController()
  const call = emulator.client().applications.list({}, { signal: aborted.signal }).toArray()
  queueMicrotask(() => {
    aborted.abort()
  })
  await call.catch((error: unknown) => {
    assert.ok(error instanceof CancelledError)
  })
  await once(AbortSignal.timeout(1), 'abort')
  await emulator.stop()
})
