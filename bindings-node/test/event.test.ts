/** Listeners for completed calls. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'

import { NotFoundError, type CallEvent, type Client } from 'edgegap-sdk'

import { child, run } from './support/child.js'
import { createAll, start } from './support/emulator.js'
import { PACKAGE } from './support/place.js'

/** The next warning of the process. */
async function warning(): Promise<Error> {
  const [warning] = (await once(process, 'warning')) as [Error]
  return warning
}

test('every completed call is an event with its attempts, and every page is a call', async (context) => {
  const events: CallEvent[] = []
  const onEvent = (event: CallEvent): number => events.push(event)
  const { emulator, client } = await start(context, { backoff: { initial: 1, max: 1 }, onEvent })
  await createAll(client, 'one', 'two', 'three')
  events.length = 0
  await emulator.inject({ operation: 'applications.list', kind: 'status', code: 503, times: 1 })
  await client.withOptions({ maxRetries: 1 }).applications.list({ limit: 2 }).collect()
  const missing: unknown = await client.applications.get('nope').catch((error: unknown) => error)
  const invalid: unknown = await client.applications.get('').catch((error: unknown) => error)
  const seen = events.map(({ operation, status, attempts }) => [
    ...[operation, status],
    ...attempts.map(({ outcome }) => outcome),
  ])
  assert.deepEqual(seen, [
    ['applications.list', 200, '503', '200'],
    ['applications.list', 200, '200'],
    ['applications.get', 404, '404'],
    ['applications.get', undefined],
  ])
  assert.ok(missing instanceof NotFoundError)
  assert.equal(events[2]?.error, missing)
  assert.equal(events[3]?.error, invalid)
  assert.ok(events.every(({ elapsedMs }) => elapsedMs >= 0 && elapsedMs < 60_000))
  assert.ok(events.slice(0, 3).every(({ requestId }) => typeof requestId === 'string'))
})

const throwing: Record<string, () => unknown> = {
  'a listener that throws': () => {
    throw new Error('mine')
  },
  // The result of an async function that throws.
  'an async listener that throws': () => Promise.reject(new Error('mine')),
}

for (const [name, onEvent] of Object.entries(throwing)) {
  test(`${name} causes a warning only`, async (context) => {
    const { client } = await start(context, { onEvent })
    const warned = warning()
    assert.deepEqual(await client.applications.list().collect(), [])
    assert.equal((await warned).message, 'mine')
  })
}

test('no value that a listener throws or returns changes the call', async (context) => {
  const { emulator } = await start(context)
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const thrown: [unknown, string][] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('mine'), 'Symbol(mine)'],
    [Object.create(null), 'a value that cannot be converted to a string'],
    [revoked.proxy, 'a value that cannot be converted to a string'],
    [{ message: 5, toString: () => 'mine' }, 'mine'],
    [new AggregateError([], 'mine'), 'mine'],
  ]
  const returned = [
    ...[5, {}, { then: 5 }, { then: () => undefined }, Promise.resolve(), revoked.proxy],
    Object.defineProperty({}, 'then', { get: () => assert.fail() }),
  ]
  for (const value of returned) {
    const client = emulator.client({ onEvent: () => value })
    assert.equal(await client.applications.list().total(), 0)
  }
  for (const [value, message] of thrown) {
    const listeners = [
      () => {
        throw value
      },
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- programs do
      () => Promise.reject(value),
      () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(value) }),
    ]
    for (const onEvent of listeners) {
      const { applications } = emulator.client({ onEvent })
      const [warned] = await Promise.all([warning(), applications.list().total()])
      assert.equal(warned.message, message)
      await Promise.all([warning(), assert.rejects(applications.get('nope'), NotFoundError)])
    }
  }
})

test('a listener that throws does not change the call if no warning can be emitted', async (context) => {
  const { client } = await start(context, { onEvent: () => assert.fail() })
  const { emitWarning } = process
  process.emitWarning = () => assert.fail()
  try {
    assert.equal(await client.applications.list().total(), 0)
    await assert.rejects(client.applications.get('nope'), NotFoundError)
  } finally {
    process.emitWarning = emitWarning
  }
})

test('a listener may exit the process, close the client and throw while calls are pending', async () => {
  for (const [way, code, stdout] of [
    ['exits', 0, ''],
    ['closes', 0, '20 true\n'],
    ['throws', 0, '20 true\n'],
  ] as const) {
    const ended = await child('listening', {}, [way])
    assert.deepEqual([ended.signal, ended.code, ended.stdout], [null, code, stdout], ended.stderr)
  }
})

test('a listener may make calls', async (context) => {
  let count = 0
  const calls: Promise<unknown>[] = []
  const onEvent = (): void => {
    if (++count < 5) calls.push(client.applications.list().total())
  }
  const { client }: { client: Client } = await start(context, { onEvent })
  assert.equal(await client.applications.list().total(), 0)
  for (let index = 0; index < calls.length; index++) await calls[index]
  assert.equal(count, 5)
})

test(
  'a log without a reader does not end the process',
  {
    skip: process.platform === 'win32' && 'needs a POSIX shell',
  },
  async () => {
    const script = `
    const { Client } = require('edgegap-sdk')
    const { applications } = new Client({ token: 't', baseUrl: 'http://127.0.0.1:1', maxRetries: 0 })
    const finish = () => process.stdout.write('done')
    const again = (left) => applications.list().total().catch(() => left > 0 ? again(left - 1) : finish())
    again(20)`
    const command = `(EDGEGAP_LOG=debug "$0" -e "$1" 2>&1 >&3 3>&- | true; exit) 3>&1`
    const ended = await run('sh', ['-c', command, process.execPath, script], {}, PACKAGE)
    assert.equal(ended.stdout, 'done', ended.stderr)
  },
)
