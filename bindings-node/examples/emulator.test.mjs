// @ts-check
// Tests your own code with the emulator, without an account, a network or a second process:
//
//     node --test examples/emulator.test.mjs

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { Emulator, RateLimitedError } from 'edgegap-sdk'

/**
 * The code under test: deactivates all versions of an application.
 * @param {import('edgegap-sdk').Client} client
 * @param {string} app
 */
async function deactivate(client, app) {
  for (const { name, is_active: isActive } of await client.versions.list(app).collect()) {
    if (isActive !== false) await client.versions.update(app, name, { is_active: false })
  }
}

const BUILD = {
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 1024,
  req_memory: 2048,
}

/** @type {Emulator} */
let emulator
/** @type {import('edgegap-sdk').Client} */
let client

before(async () => {
  emulator = await Emulator.start()
  client = emulator.client({ backoff: { initial: 1, max: 1 } })
})

beforeEach(async () => {
  await emulator.reset()
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  for (const name of ['1.0.0', '1.1.0', '2.0.0']) await client.versions.create('my-game', { ...BUILD, name })
})

after(() => emulator.stop())

test('all versions are inactive afterwards', async () => {
  await deactivate(client, 'my-game')
  const versions = await client.versions.list('my-game').collect()
  const states = versions.map(({ is_active: isActive }) => isActive)
  assert.deepEqual(states, [false, false, false])
})

test('a service that is busy for a moment is retried', async () => {
  await emulator.inject({ operation: 'versions.update', kind: 'status', code: 429, retryAfter: 0, times: 2 })
  await deactivate(client, 'my-game')
  const updates = (await emulator.requests()).filter(({ operation }) => operation === 'versions.update')
  const statuses = updates.map(({ status }) => status)
  assert.deepEqual(statuses, [429, 429, 200, 200, 200])
})

test('a service that stays busy is a RateLimitedError', async () => {
  await emulator.inject({ operation: 'versions.update', kind: 'status', code: 429 })
  await assert.rejects(deactivate(client, 'my-game'), RateLimitedError)
})
