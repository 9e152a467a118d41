/** Dry runs, what an `ensure` did, and guard rails. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'

import { Client, ConfigurationError, Emulator, PermissionDeniedError, ValidationError, type Change } from 'edgegap-sdk'

import { saying } from './support/emulator.js'

const VERSION = {
  name: 'dev',
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 1024,
  req_memory: 2048,
} as const

let emulator: Emulator
let client: Client

before(async () => {
  emulator = await Emulator.start()
  client = emulator.client()
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await emulator.clearRequests()
})

afterEach(async () => {
  await emulator.clearRequests()
})

after(async () => {
  client.close()
  await emulator.stop()
})

describe('a dry run', () => {
  test('sends nothing and shows no secret', async () => {
    const dryRun = await client.dryRun((client) =>
      client.versions.create('my-game', { ...VERSION, private_token: 'canary' }),
    )
    const [request] = dryRun.requests
    assert.equal(dryRun.requests.length, 1)
    assert.equal(request?.method, 'POST')
    assert.equal(request.url, `${emulator.url}/v1/app/my-game/version`)
    assert.deepEqual(request.body, { ...VERSION, private_token: '***' })
    assert.equal(request.headers['authorization'], 'token ***')
    assert.ok(request.curl.startsWith('curl -X POST '))
    assert.ok(!JSON.stringify(dryRun).includes('canary'))
    assert.deepEqual(await emulator.requests(), [])
  })

  test('collects the requests of several calls in order', async () => {
    const { requests, changes } = await client.dryRun(async (client) => {
      await client.versions.update('my-game', 'dev', { docker_tag: 'b43' }, { maxRetries: 0 })
      await client.versions.ensure('my-game', VERSION)
      assert.deepEqual(await client.versions.list('my-game').collect(), [])
    })
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['PATCH', 'POST', 'GET'],
    )
    assert.deepEqual(changes, [{ action: 'created', fields: [], notCompared: [] }])
    assert.deepEqual(
      (await emulator.requests()).map(({ method }) => method),
      ['GET'],
    )
  })

  test('refuses invalid arguments', async () => {
    await assert.rejects(
      client.dryRun((client) => client.versions.update('my-game', 'dev', { docker_tag: '' })),
      saying(ValidationError, 'docker_tag'),
    )
  })
})

test('an ensure says what it did', async () => {
  const ensured = async (fields: object): Promise<Change | undefined> =>
    (await client.versions.ensure('my-game', { ...VERSION, ...fields }).withMeta()).meta.change
  assert.deepEqual(await ensured({}), { action: 'created', fields: [], notCompared: [] })
  assert.deepEqual(await ensured({ docker_tag: 'b43' }), { action: 'updated', fields: ['docker_tag'], notCompared: [] })
  const login = { docker_tag: 'b43', private_username: 'u', private_token: 't' }
  await ensured(login)
  const notCompared = ['private_username', 'private_token']
  assert.deepEqual(await ensured(login), { action: 'unchanged', fields: [], notCompared })
  assert.equal((await client.versions.get('my-game', 'dev').withMeta()).meta.change, undefined)
})

test('guard rails refuse calls before a request is sent', async () => {
  const settings = { token: emulator.token, baseUrl: emulator.url }
  const guarded = new Client({ ...settings, readOnly: true, allowApps: ['my-game'] })
  await assert.rejects(
    guarded.applications.delete('my-game'),
    saying(PermissionDeniedError, 'nothing was sent', 'the readOnly option'),
  )
  await assert.rejects(guarded.applications.get('other'), saying(PermissionDeniedError, 'the allowApps option'))
  assert.deepEqual(await emulator.requests(), [])
  const wrong = { ...settings, allowApps: 'my-game' } as unknown as object
  assert.throws(() => new Client(wrong), saying(ConfigurationError, 'allowApps must be a list of names'))
})
