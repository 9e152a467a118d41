// @ts-check
// A test of your own code with the emulator: `node --test examples/emulator.test.mjs`. No account, no network, no second process.

import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'

import { Emulator, RateLimitedError } from 'edgegap-sdk'

/**
 * The code under test: switches an application's versions off, whichever are on.
 * @param {import('edgegap-sdk').Client} client
 * @param {string} app
 */
async function shutDown(client, app) {
  for (const { name, is_active: isActive } of await client.versions.list(app).toArray()) {
    if (isActive !== false) await client.versions.update(app, name, { is_active: false })
  }
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
  const build = { docker_repository: 'docker.io', docker_image: 'me/game', docker_tag: 'b42', req_cpu: 1024, req_memory: 2048 }
  for (const name of ['1.0.0', '1.1.0', '2.0.0']) await client.versions.create('my-game', { ...build, name })
})

after(() => emulator.stop())

test('everything is off afterwards', async () => {
  await shutDown(client, 'my-game')
  const versions = await client.versions.list('my-game').toArray()
  assert.deepEqual(
    versions.map(({ is_active: isActive }) => isActive),
    [false, false, false],
  )
})

test('a service that is busy for a moment is no problem', async () => {
  await emulator.inject({ operation: 'versions.update', kind: 'status', code: 429, retryAfter: 0, times: 2 })
  await shutDown(client, 'my-game')
  const updates = (await emulator.requests()).filter(({ operation }) => operation === 'versions.update')
  assert.deepEqual(
    updates.map(({ status }) => status),
    [429, 429, 200, 200, 200],
  )
})

test('one that stays busy is an error that says so', async () => {
  await emulator.inject({ operation: 'versions.update', kind: 'status', code: 429 })
  await assert.rejects(shutDown(client, 'my-game'), RateLimitedError)
})
