/** Classes of errors. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import * as sdk from 'edgegap-sdk'

import { start } from './support/emulator.js'
import { CONTRACT } from './support/place.js'

test('every kind has its own subclass of EdgegapError', () => {
  const api = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { error_kinds: unknown[] }
  const classes = Object.entries(sdk).filter(
    ([name, value]) => name.endsWith('Error') && (value as object) !== sdk.EdgegapError,
  ) as [string, typeof sdk.EdgegapError][]
  assert.equal(classes.length, api.error_kinds.length)
  for (const [name, { prototype }] of classes) {
    assert.ok(prototype instanceof sdk.EdgegapError, name)
    assert.equal(prototype.name, name === 'CancelledError' ? 'AbortError' : name)
  }
})

/** Faults, each with the kind and the class of the error that it causes. */
const FAULTS: [sdk.Fault, string, new (...args: never[]) => sdk.EdgegapError][] = [
  [{ kind: 'status', code: 401 }, 'authentication', sdk.AuthenticationError],
  [{ kind: 'status', code: 403 }, 'permission', sdk.PermissionDeniedError],
  [{ kind: 'status', code: 404 }, 'not_found', sdk.NotFoundError],
  [{ kind: 'status', code: 409 }, 'conflict', sdk.ConflictError],
  [{ kind: 'status', code: 424 }, 'image', sdk.ImageError],
  [{ kind: 'status', code: 429 }, 'rate_limited', sdk.RateLimitedError],
  [{ kind: 'status', code: 418 }, 'bad_request', sdk.BadRequestError],
  [{ kind: 'status', code: 502 }, 'server', sdk.ServerError],
  [{ kind: 'stall' }, 'timeout', sdk.TimedOutError],
  [{ kind: 'reset' }, 'connection', sdk.ConnectionFailedError],
  [{ kind: 'garbage' }, 'decode', sdk.DecodeError],
]

test('the response of the service determines the class', async (context) => {
  const { emulator, client } = await start(context, { maxRetries: 0 })
  for (const [fault, kind, type] of FAULTS) {
    await emulator.clearFaults()
    await emulator.inject(fault)
    const error: unknown = await client.applications
      .get('my-game', { timeout: { total: fault.kind === 'stall' ? 50 : 10_000 } })
      .catch((error: unknown) => error)
    assert.ok(error instanceof sdk.EdgegapError && error instanceof Error, kind)
    assert.equal(error.code, kind)
    assert.equal(error.constructor, type)
    assert.equal(error.operation, 'applications.get')
    assert.equal(error.url, `${emulator.url}/v1/app/my-game`)
    assert.match(error.stack ?? '', /error\.test\./, 'the stack contains the caller')
    const json = JSON.parse(JSON.stringify(error)) as Record<string, unknown>
    const { name, code, message, operation } = json
    assert.deepEqual([name, code, message, operation], [error.name, kind, error.message, 'applications.get'])
  }
  await emulator.clearFaults()
  await emulator.inject({ kind: 'status', code: 503, retryAfter: 120 })
  await assert.rejects(client.applications.get('my-game', { maxRetries: 2 }), (error) => {
    assert.ok(error instanceof sdk.ServerError)
    return error.retryAfterMs === 120_000 && error.retryable && error.attempts.length === 1
  })
})

test('the stack contains the function that awaits the call', async (context) => {
  const { emulator, client } = await start(context)
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
      return await client.applications.list().collect()
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
    const { stack = '' } = error
    assert.match(stack, new RegExp(`^${error.name}: .*\\n(.*\\n)*.*${name} \\(.*error\\.test\\.`), stack)
    assert.doesNotMatch(stack, /failure\.js/, 'the conversion of errors is not part of the stack')
  }
})

test('a call is a promise, and `then` returns a plain promise', async (context) => {
  const { client } = await start(context)
  const call = client.applications.get('nope')
  assert.ok(call instanceof Promise && call instanceof sdk.Call)
  const caught = call.catch(() => 'caught')
  assert.equal(caught.constructor, Promise)
  assert.equal(await caught, 'caught')
  await assert.rejects(call.withMeta(), sdk.NotFoundError)
  assert.equal(await Promise.race([call.finally(() => undefined).catch(() => 1)]), 1)
})
