/** The event hook. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'

import { Emulator, NotFoundError, type CallEvent, type Client } from 'edgegap-sdk'

import { child, run } from './support/child.js'
import { PACKAGE } from './support/place.js'

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

test('whatever a listener throws and gives, the call is what it is', async () => {
  const emulator = await Emulator.start()
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const thrown: [unknown, string][] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('mine'), 'Symbol(mine)'],
    [Object.create(null), 'something that has no text'],
    [revoked.proxy, 'something that has no text'],
    [{ message: 5, toString: () => 'mine' }, 'mine'],
    [new AggregateError([], 'mine'), 'mine'],
  ]
  const given = [
    5,
    {},
    { then: 5 },
    { then: () => undefined },
    Promise.resolve(),
    Object.defineProperty({}, 'then', { get: () => assert.fail() }),
    revoked.proxy,
  ]
  for (const value of given)
    assert.equal(
      await emulator
        .client({ onEvent: () => value })
        .applications.list()
        .total(),
      0,
    )
  for (const [value, message] of thrown) {
    const listeners = [
      () => {
        throw value
      },
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- people do
      () => Promise.reject(value),
      () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(value) }),
    ]
    for (const onEvent of listeners) {
      const client = emulator.client({ onEvent })
      const [warned] = await Promise.all([once(process, 'warning') as Promise<[Error]>, client.applications.list().total()])
      assert.equal(warned[0].message, message)
      const [, error] = await Promise.all([once(process, 'warning'), client.applications.get('nope').catch((error: unknown) => error)])
      assert.ok(error instanceof NotFoundError)
    }
  }
  await emulator.stop()
})

test('where no warning can be said, the call is what it is too', async () => {
  const emulator = await Emulator.start()
  const { emitWarning } = process
  const client = emulator.client({ onEvent: () => assert.fail() })
  process.emitWarning = () => assert.fail()
  try {
    assert.equal(await client.applications.list().total(), 0)
    await assert.rejects(client.applications.get('nope'), NotFoundError)
  } finally {
    process.emitWarning = emitWarning
  }
  await emulator.stop()
})

test('a listener may end the process, close the client and throw in the middle of calls', async () => {
  for (const [way, code, stdout] of [
    ['exits', 0, ''],
    ['closes', 0, '20 true\n'],
    ['throws', 0, '20 true\n'],
  ] as const) {
    const ended = await child('listening', {}, [way])
    assert.deepEqual([ended.signal, ended.code, ended.stdout], [null, code, stdout], ended.stderr)
  }
})

test('a listener may make calls of its own', async () => {
  const emulator = await Emulator.start()
  const told: string[] = []
  const calls: Promise<unknown>[] = []
  const client: Client = emulator.client({
    onEvent: ({ operation }) => {
      if (told.push(operation) < 5) calls.push(client.applications.list().total())
    },
  })
  assert.equal(await client.applications.list().total(), 0)
  for (let index = 0; index < calls.length; index++) await calls[index]
  assert.equal(told.length, 5)
  await emulator.stop()
})

test('a log that nobody reads ends no process', { skip: process.platform === 'win32' && 'no such shell' }, async () => {
  const script = `
    const { Client } = require('edgegap-sdk')
    const client = new Client({ token: 't', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 })
    const again = (left) => client.applications.list().total().catch(() => left > 0 ? again(left - 1) : process.stdout.write('done'))
    again(20)`
  const command = `(EDGEGAP_LOG=debug "$0" -e "$1" 2>&1 >&3 3>&- | true; exit) 3>&1`
  const ended = await run('sh', ['-c', command, process.execPath, script], {}, PACKAGE)
  assert.equal(ended.stdout, 'done', ended.stderr)
})
