/** The event hook. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'

import { Emulator, NotFoundError, type CallEvent } from 'edgegap-sdk'

test('an event tells of every call that is over, page by page, with its attempts', async () => {
  const emulator = await Emulator.start()
  const events: CallEvent[] = []
  const client = emulator.client({
    backoff: { initial: 1, max: 1 },
    onEvent: (event) => {
      events.push(event)
    },
  })
  for (const name of ['one', 'two', 'three']) await client.applications.create({ name, is_active: true, image: '' })
  events.length = 0
  await emulator.inject({ operation: 'applications.list', kind: 'status', code: 503, times: 1 })
  await client.withOptions({ maxRetries: 1 }).applications.list({ limit: 2 }).toArray()
  const failed: unknown = await client.applications.get('nope').catch((error: unknown) => error)
  const refused: unknown = await client.applications.get('').catch((error: unknown) => error)
  const told = events.map(({ operation, status, attempts }) => [operation, status, ...attempts.map(({ outcome }) => outcome)])
  assert.deepEqual(told, [
    ['applications.list', 200, '503', '200'],
    ['applications.list', 200, '200'],
    ['applications.get', 404, '404'],
    ['applications.get', undefined],
  ])
  assert.ok(failed instanceof NotFoundError)
  assert.equal(events[2]?.error, failed)
  assert.equal(events[3]?.error, refused)
  assert.ok(events.every(({ elapsedMs }) => elapsedMs >= 0 && elapsedMs < 60_000))
  assert.ok(events.slice(0, 3).every(({ requestId }) => typeof requestId === 'string'))
  await emulator.stop()
})

test('an async listener that throws changes nothing but warns', async () => {
  const emulator = await Emulator.start()
  const warned = once(process, 'warning') as Promise<[Error]>
  const client = emulator.client({
    // What an async function gives.
    onEvent: () => Promise.reject(new Error('mine, later')),
  })
  assert.deepEqual(await client.applications.list().toArray(), [])
  assert.equal((await warned)[0].message, 'mine, later')
  await emulator.stop()
})

test('a listener that throws changes nothing but warns', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client({
    onEvent: () => {
      throw new Error('of the listener')
    },
  })
  const warned = once(process, 'warning')
  assert.deepEqual(await client.applications.list().toArray(), [])
  assert.equal(((await warned) as [Error])[0].message, 'of the listener')
  await emulator.stop()
})
