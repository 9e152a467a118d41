/** No secret that went in comes out: of no object, no error, no event and no log. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { Client, Emulator, type CallEvent } from 'edgegap-sdk'

import { child } from './support/child.js'
import { ScriptedServer } from './support/scripted-server.js'

const CANARY = 'canary-5c1e'

function shown(value: unknown): string {
  return [inspect(value, { depth: null, showHidden: true, getters: true }), JSON.stringify(value), String(value)].join('\n')
}

test('no object of this package shows a secret', async () => {
  const emulator = await Emulator.start({ tokens: [`${CANARY}-token`] })
  const events: CallEvent[] = []
  const client = new Client({
    token: `${CANARY}-token`,
    baseUrl: emulator.url,
    headers: { 'x-secret': `${CANARY}-header` },
    proxy: undefined,
    onEvent: (event) => {
      events.push(event)
    },
  })
  const view = client.withOptions({ headers: { 'x-other': `${CANARY}-other` }, maxRetries: 0 })
  const storage = {
    name: 'logs',
    access_key_id: 'key',
    secret_access_key: `${CANARY}-key`,
    endpoint: 'https://s3.example.com',
    bucket: 'b',
  }
  const made = await client.endpointStorages.create(storage)
  await emulator.inject({ kind: 'status', code: 500 })
  const failed = (await view.endpointStorages.create({ ...storage, name: 'more' }).catch((error: unknown) => error)) as Error
  const refused = (await view.endpointStorages.create({ ...storage, endpoint: 'no URL' }).catch((error: unknown) => error)) as Error
  const list = client.endpointStorages.list()
  const call = view.endpointStorages.get('logs')
  await assert.rejects(call)
  assert.equal(events.length, 4)
  for (const value of [
    client,
    view,
    made,
    failed,
    failed.stack,
    refused,
    refused.stack,
    list,
    list.pages(),
    call,
    events,
    client.versions,
  ]) {
    assert.ok(!shown(value).includes(CANARY), shown(value))
  }
  assert.equal(inspect(client), `Client { baseUrl: '${emulator.url}' }`)
  assert.equal(JSON.stringify({ client }), JSON.stringify({ client: { baseUrl: emulator.url } }))
  await emulator.stop()
})

test('a secret that a service answers in clear is data, and not printed', async () => {
  const server = await ScriptedServer.start()
  const envs = [
    { key: 'A', value: CANARY, is_hidden: true },
    { key: 'B', value: 'shown', is_hidden: false },
  ]
  const json = { name: '1.0.0', is_active: true, docker_repository: 'd', docker_image: 'i', docker_tag: 't', req_cpu: 1, req_memory: 1 }
  const times = { create_time: '2026-01-01T00:00:00Z', last_updated: '2026-01-01T00:00:00Z' }
  const version = { ...json, ...times, private_token: CANARY, envs: [...envs, { key: 'C', value: [CANARY], is_hidden: true }] }
  const request = { method: 'GET', target: '/v1/app/a/version/1' }
  const script = await server.load({ exchanges: [{ request, reply: { status: 200, json: { version } } }] })
  const client = new Client({ token: 't', baseUrl: script.base_url })
  const got = await client.versions.get('a', '1')
  assert.equal(got.private_token, CANARY)
  assert.deepEqual(got.envs?.slice(0, 2), envs)
  assert.ok(JSON.stringify(got).includes(`"private_token":"${CANARY}"`), 'what is written on is data')
  const printed = inspect({ got, list: [got] }, { depth: null, showHidden: true })
  assert.ok(!printed.includes(CANARY) && printed.includes("private_token: '***'") && printed.includes("value: 'shown'"), printed)
  await server.stop()
})

test('the log has every call and no secret', async () => {
  const logged = await child('log', { EDGEGAP_LOG: 'debug', CANARY })
  assert.equal(logged.code, 0, logged.stderr)
  const lines = logged.stderr.split('\n')
  assert.ok(!logged.stderr.includes(CANARY), logged.stderr)
  assert.ok(lines.includes('edgegap: applications.list attempt 1: 503, after 0 ms'), logged.stderr)
  assert.match(logged.stderr, /^edgegap: applications\.list attempt 2: 200, after \d+ ms$/m)
  assert.match(logged.stderr, /^edgegap: applications\.list 200 in \d+ ms, 2 attempts, request \d+$/m)
  assert.match(logged.stderr, /^edgegap: applications\.get not_found 404 in \d+ ms, request \d+: .*nope/m)

  const info = await child('log', { EDGEGAP_LOG: 'info', CANARY })
  assert.ok(!info.stderr.includes('attempt 1') && info.stderr.includes('applications.list 200'), info.stderr)
  const errors = await child('log', { EDGEGAP_LOG: 'error', CANARY })
  assert.ok(!errors.stderr.includes('applications.list') && errors.stderr.includes('applications.get not_found'), errors.stderr)
  const quiet = await child('log', { CANARY })
  assert.equal(quiet.stderr, '')
})
