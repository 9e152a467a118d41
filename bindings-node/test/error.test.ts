/** Classes of errors. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import * as sdk from 'edgegap-sdk'

import { CONTRACT } from './support/place.js'

const CLASSES: Record<string, new (...args: never[]) => sdk.EdgegapError> = {
  authentication: sdk.AuthenticationError,
  permission: sdk.PermissionDeniedError,
  not_found: sdk.NotFoundError,
  conflict: sdk.ConflictError,
  image: sdk.ImageError,
  rate_limited: sdk.RateLimitedError,
  bad_request: sdk.BadRequestError,
  server: sdk.ServerError,
  timeout: sdk.TimedOutError,
  connection: sdk.ConnectionFailedError,
  decode: sdk.DecodeError,
}

test('every kind has a class of its own below the one of all', () => {
  const { error_kinds: kinds } = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { error_kinds: { name: string }[] }
  const classes = Object.entries(sdk).filter(([name, value]) => name.endsWith('Error') && (value as object) !== sdk.EdgegapError)
  assert.equal(classes.length, kinds.length)
  for (const [name, value] of classes) {
    assert.ok((value as typeof sdk.EdgegapError).prototype instanceof sdk.EdgegapError, name)
    assert.equal((value as typeof sdk.EdgegapError).prototype.name, name === 'CancelledError' ? 'AbortError' : name)
  }
})

test('what the service answers decides the class', async () => {
  const emulator = await sdk.Emulator.start()
  const client = emulator.client({ maxRetries: 0 })
  const faults: [sdk.Fault, string][] = [
    ...(
      [
        [401, 'authentication'],
        [403, 'permission'],
        [404, 'not_found'],
        [409, 'conflict'],
        [424, 'image'],
        [429, 'rate_limited'],
        [418, 'bad_request'],
        [502, 'server'],
      ] as const
    ).map(([code, kind]): [sdk.Fault, string] => [{ kind: 'status', code }, kind]),
    [{ kind: 'stall' }, 'timeout'],
    [{ kind: 'reset' }, 'connection'],
    [{ kind: 'garbage' }, 'decode'],
  ]
  for (const [fault, kind] of faults) {
    await emulator.clearFaults()
    await emulator.inject(fault)
    const error: unknown = await client.applications
      .get('my-game', { timeout: { total: fault.kind === 'stall' ? 50 : 10_000 } })
      .catch((error: unknown) => error)
    assert.ok(error instanceof sdk.EdgegapError && error instanceof Error, kind)
    assert.equal(error.code, kind)
    assert.equal(error.constructor, CLASSES[kind])
    assert.equal(error.operation, 'applications.get')
    assert.equal(error.url, `${emulator.url}/v1/app/my-game`)
    assert.match(error.stack ?? '', /error\.test\./, 'the stack says where the call was made')
    const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
    assert.deepEqual(
      [json['name'], json['code'], json['message'], json['operation']],
      [error.name, kind, error.message, 'applications.get'],
    )
  }
  await emulator.clearFaults()
  await emulator.inject({ kind: 'status', code: 503, retryAfter: 120 })
  await assert.rejects(client.applications.get('my-game', { maxRetries: 2 }), (error) => {
    return error instanceof sdk.ServerError && error.retryAfterMs === 120_000 && error.retryable && error.attempts.length === 1
  })
  await emulator.stop()
})

test('the stack says who awaits, however far down', async () => {
  const emulator = await sdk.Emulator.start()
  const client = emulator.client()
  await emulator.inject({ kind: 'status', code: 403 })
  const ways: Record<string, () => Promise<unknown>> = {
    byCall: async function byCall() {
      return await client.applications.get('my-game')
    },
    byMeta: async function byMeta() {
      return await client.applications.get('my-game').withMeta()
    },
    byAll: async function byAll() {
      return await Promise.all([client.applications.get('my-game')])
    },
    byArray: async function byArray() {
      return await client.applications.list().toArray()
    },
    byTotal: async function byTotal() {
      return await client.applications.list().total()
    },
    byArgument: async function byArgument() {
      return await client.applications.get('')
    },
  }
  for (const [name, way] of Object.entries(ways)) {
    const error: unknown = await way().catch((error: unknown) => error)
    assert.ok(error instanceof sdk.EdgegapError)
    assert.match(error.stack ?? '', new RegExp(`^${error.name}: .*\\n(.*\\n)*.*${name} \\(.*error\\.test\\.`), error.stack)
    assert.doesNotMatch(error.stack ?? '', /failure\.js/, 'what makes errors is no part of the story')
  }
  await emulator.stop()
})

test('a call is a promise, and what then gives is a plain one', async () => {
  const emulator = await sdk.Emulator.start()
  const call = emulator.client().applications.get('nope')
  assert.ok(call instanceof Promise && call instanceof sdk.Call)
  const caught = call.catch(() => 'caught')
  assert.equal(caught.constructor, Promise)
  assert.equal(await caught, 'caught')
  await assert.rejects(call.withMeta(), sdk.NotFoundError)
  assert.equal(await Promise.race([call.finally(() => undefined).catch(() => 1)]), 1)
  await emulator.stop()
})
