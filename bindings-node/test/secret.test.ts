/** Objects, errors, events and logs contain no secrets. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { Client, List, type CallEvent } from 'edgegap-sdk'

import { child } from './support/child.js'
import { start, STORAGE, VERSION } from './support/emulator.js'
import { ScriptedServer } from './support/scripted-server.js'

const CANARY = 'canary-5c1e'

/** All string forms of a value. */
function print(value: unknown): string {
  const inspected = inspect(value, { depth: null, showHidden: true, getters: true })
  return [inspected, value instanceof List ? '' : JSON.stringify(value), String(value)].join('\n')
}

test('no object of this package prints a secret', async (context) => {
  const { emulator } = await start(context, {}, { tokens: [`${CANARY}-token`] })
  const events: CallEvent[] = []
  const client = new Client({
    token: `${CANARY}-token`,
    baseUrl: emulator.url,
    headers: { 'x-secret': `${CANARY}-header` },
    proxy: undefined,
    onEvent: (event) => events.push(event),
  })
  const view = client.withOptions({ headers: { 'x-other': `${CANARY}-other` }, maxRetries: 0 })
  const storage = { ...STORAGE, secret_access_key: `${CANARY}-key` }
  const made = await client.endpointStorages.create(storage)
  await emulator.inject({ kind: 'status', code: 500 })
  const fail = async (change: object): Promise<unknown[]> => {
    const create = view.endpointStorages.create({ ...storage, ...change })
    const error = (await create.catch((error: unknown) => error)) as Error
    return [error, error.stack]
  }
  const errors = [...(await fail({ name: 'more' })), ...(await fail({ endpoint: 'no URL' }))]
  const list = client.endpointStorages.list()
  const call = view.endpointStorages.get('logs')
  await assert.rejects(call)
  assert.equal(events.length, 4)
  for (const value of [client, view, client.versions, made, list, list.pages(), call, ...errors, events]) {
    assert.ok(!print(value).includes(CANARY), print(value))
  }
  assert.equal(inspect(client), `Client { baseUrl: '${emulator.url}' }`)
  assert.equal(JSON.stringify({ client }), JSON.stringify({ client: { baseUrl: emulator.url } }))
})

test('a secret in a response is data, and not printed', async () => {
  const server = await ScriptedServer.start()
  const envs = [
    { key: 'A', value: CANARY, is_hidden: true },
    { key: 'B', value: 'shown', is_hidden: false },
  ]
  const times = { create_time: '2026-01-01T00:00:00Z', last_updated: '2026-01-01T00:00:00Z' }
  const other = { key: 'C', value: [CANARY], is_hidden: true }
  const version = { ...VERSION, ...times, is_active: true, private_token: CANARY, envs: [...envs, other] }
  const request = { method: 'GET', target: '/v1/app/a/version/1' }
  const script = await server.load({ exchanges: [{ request, reply: { status: 200, json: { version } } }] })
  const client = new Client({ token: 't', baseUrl: script.base_url })
  const got = await client.versions.get('a', '1')
  assert.equal(got.private_token, CANARY)
  assert.deepEqual(got.envs?.slice(0, 2), envs)
  assert.ok(JSON.stringify(got).includes(`"private_token":"${CANARY}"`), 'JSON contains the data')
  const printed = inspect({ got, list: [got] }, { depth: null, showHidden: true })
  assert.ok(!printed.includes(CANARY), printed)
  for (const part of ["private_token: '***'", "value: 'shown'"]) assert.ok(printed.includes(part), printed)
  await server.stop()
})

test('the log contains no secret', async () => {
  const logged = await child('log', { EDGEGAP_LOG: 'debug', CANARY })
  assert.equal(logged.code, 0, logged.stderr)
  assert.ok(logged.stderr.includes('versions.get GET not_found 404'), logged.stderr)
  assert.ok(!logged.stderr.includes(CANARY), logged.stderr)
})
