/** Calls every operation on an in-process emulator, with the public types. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'

import {
  BadRequestError,
  ConfigurationError,
  ConflictError,
  Emulator,
  NotFoundError,
  ValidationError,
  type Client,
  type NewPullProfile,
  type VersionUpdate,
} from 'edgegap-sdk'

import { APPLICATION, createAll, invalid, pick, saying, STORAGE, VERSION } from './support/emulator.js'
import { CONTRACT, VECTORS } from './support/place.js'

const ICON = join(VECTORS, 'files', 'icon.png')
const MASKED = 'This value is set and encrypted'

const profile: NewPullProfile = { name: 'maps', source: '/maps', source_type: 'Folder', destination: '/game/maps' }

describe('the whole API', () => {
  let emulator: Emulator
  let client: Client
  const called = new Set<string | null>()

  before(async () => {
    emulator = await Emulator.start()
    client = emulator.client()
  })

  afterEach(async () => {
    for (const { operation } of await emulator.requests()) called.add(operation)
    await emulator.reset()
  })

  after(async () => {
    const { operations } = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as {
      operations: { id: string; steps?: object }[]
    }
    // Operations of several steps consist of requests of the others.
    const single = operations.filter(({ steps }) => steps === undefined)
    const missing = single.map(({ id }) => id).filter((id) => !called.has(id))
    await emulator.stop()
    assert.deepEqual(missing, [], 'operations without a test')
  })

  test('applications', async () => {
    const made = await client.applications.create({ ...APPLICATION, is_active: false })
    assert.equal(made.is_active, false)
    assert.match(made.create_time ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const renamed = await client.applications.update('my-game', { name: 'my game', is_active: true })
    assert.equal(renamed.is_active, true)
    assert.equal((await client.applications.get('my game')).name, 'my game')
    await assert.rejects(client.applications.create({ ...APPLICATION, name: 'my game' }), ConflictError)
    assert.equal(await client.applications.delete('my game'), null)
    await assert.rejects(client.applications.get('my game'), { name: 'NotFoundError', status: 404, code: 'not_found' })
    assert.deepEqual(await client.applications.list().collect(), [])
  })

  test('an icon is a string, bytes or a file', async () => {
    const bytes = readFileSync(ICON)
    const base64 = bytes.toString('base64')
    const within = new Uint8Array([0, ...bytes, 0]).subarray(1, -1)
    for (const [index, image] of [base64, bytes, within, { path: ICON }, pathToFileURL(ICON)].entries()) {
      const made = await client.applications.create({ ...APPLICATION, name: `icon-${index}`, image })
      assert.equal(made.image, base64)
    }
    assert.equal((await client.applications.update('icon-0', { image: '' })).image, '')
    const missing = { path: '/nowhere/icon.png' }
    await assert.rejects(client.applications.update('icon-0', { image: missing }), ValidationError)
    const remote = new URL('https://example.com/icon.png')
    await assert.rejects(client.applications.update('icon-0', { image: remote }), /a URL that is not a local file/)
  })

  test('versions', async () => {
    await createAll(client, 'my-game')
    const made = await client.versions.create('my-game', {
      ...VERSION,
      private_username: 'me',
      private_token: 'canary-token',
      max_duration: 0,
      force_cache: false,
      command: null,
      ports: [{ port: 7777, protocol: 'UDP', name: 'gameport', to_check: false }],
      envs: [
        { key: 'MODE', value: 'ranked' },
        { key: 'PASSWORD', value: 'canary-value', is_hidden: true },
      ],
    })
    assert.equal(made.max_duration, 0)
    assert.equal(made.force_cache, false)
    assert.equal(made.private_token, MASKED)
    assert.deepEqual(pick(made.envs, 'value'), ['ranked', MASKED])
    const read = await client.versions.get('my-game', '1.0.0')
    assert.deepEqual(read, made)

    const change: VersionUpdate = { max_duration: null, is_active: undefined, ports: [] }
    const changed = await client.versions.update('my-game', '1.0.0', change)
    assert.equal(changed.max_duration, 1440)
    assert.deepEqual(changed.ports, [])
    assert.equal(changed.envs?.length, 2, 'an omitted field is not changed')
    const sent = (await emulator.requests()).findLast(({ operation }) => operation === 'versions.update')
    assert.deepEqual(sent?.body, { max_duration: null, ports: [] })

    const masked = client.versions.update('my-game', '1.0.0', { private_token: MASKED })
    await assert.rejects(masked, invalid('private_token', 'masked'))
    await client.versions.delete('my-game', '1.0.0')
    assert.deepEqual(await client.versions.list('my-game').collect(), [])
  })

  test('fields that the SDK does not model are sent and returned', async () => {
    await createAll(client, 'my-game')
    const build = { ...VERSION, $extra: { use_telemetry: true } }
    await client.versions.create('my-game', build, { extraBody: { session_config: { kind: 'Seat' } } })
    const sent = (await emulator.requests()).at(-1)?.body as Record<string, unknown>
    assert.deepEqual([sent['use_telemetry'], sent['session_config']], [true, { kind: 'Seat' }])
  })

  test('registry tags', async () => {
    await emulator.seedTags('my-game-server', ['b40', 'b41', { tag: 'b42', size_mb: 12.5 }, 'b43'])
    const tags = await client.containerRegistry.listTags('my-game-server').collect()
    assert.deepEqual(pick(tags, 'tag'), ['b40', 'b41', 'b42', 'b43'])
    assert.equal(tags[2]?.artifact?.size_mb, 12.5)
    const deleted = await client.containerRegistry.deleteTag('my-game-server', 'b40')
    assert.equal(deleted.deleted_tag, 'b40')
    const { summary, results } = await client.containerRegistry.deleteTags('my-game-server', { tags: ['b41', 'nope'] })
    assert.deepEqual([summary?.success, summary?.failed], [1, 1])
    assert.deepEqual(pick(results, 'status'), [204, 404])
  })

  test('storages and profiles', async () => {
    const made = await client.endpointStorages.create(STORAGE)
    assert.equal('secret_access_key' in made, false)
    await assert.rejects(client.endpointStorages.create(STORAGE), BadRequestError)
    await client.endpointStorages.update('logs', { output_format: 'NDJSON' })
    assert.equal((await client.endpointStorages.get('logs')).output_format, 'NDJSON')
    const masked = await client.endpointStorages.list({ fields: 'endpoints{name}' }).collect()
    assert.deepEqual(masked, [{ name: 'logs' }])
    assert.equal((await client.endpointStorages.list().collect())[0]?.bucket, 'game-logs')

    await client.pullProfiles.create('logs', profile)
    const moved = await client.pullProfiles.update('logs', 'maps', { destination: '/game/other maps' })
    assert.equal(moved.destination, '/game/other maps')
    assert.deepEqual(await client.pullProfiles.get('logs', 'maps'), moved)
    await createAll(client, 'my-game')
    await client.versions.create('my-game', { ...VERSION, endpoint_storage: 'logs' })
    const link = await client.pullProfiles.link('logs', 'maps', 'my-game', '1.0.0')
    const linked = [link.endpoint, link.pull_profile, link.app, link.app_version]
    assert.deepEqual(linked, ['logs', 'maps', 'my-game', '1.0.0'])
    assert.equal(await client.pullProfiles.unlink('logs', 'maps', 'my-game', '1.0.0'), null)
    assert.deepEqual(pick(await client.pullProfiles.list('logs').collect(), 'name'), ['maps'])
    await client.pullProfiles.delete('logs', 'maps')
    await client.endpointStorages.delete('logs')
    await assert.rejects(client.endpointStorages.get('logs'), NotFoundError)
  })

  test('a create with a lost response is neither repeated nor reported as failed', async () => {
    await emulator.inject({ operation: 'applications.create', kind: 'reset', when: 'after', times: 1 })
    const { value, meta } = await client.applications.create(APPLICATION).withMeta()
    assert.equal(value.name, 'my-game')
    assert.equal(meta.attempts[0]?.outcome, 'reset')
    assert.equal((await client.applications.list().collect()).length, 1)
  })

  test('quota, faults and tokens of the emulator', async () => {
    await emulator.setQuota({ applications: 1 })
    await createAll(client, 'first')
    await assert.rejects(client.applications.create({ ...APPLICATION, name: 'second' }), BadRequestError)
    await emulator.setQuota({})
    const id = await emulator.inject({
      kind: 'status',
      code: 429,
      retryAfter: 0,
      operation: 'applications.get',
      times: 5,
    })
    const [operation, kind] = ['applications.get', 'status']
    const fault = { operation, kind, code: 429, retryAfter: '0', when: 'before', skip: 0, times: 5 }
    assert.deepEqual(await emulator.faults(), [{ ...fault, id, hits: 0, isActive: true }])
    const options = { maxRetries: 5, backoff: { initial: 1, max: 1 } }
    const { meta } = await client.applications.get('first', options).withMeta()
    assert.deepEqual(pick(meta.attempts, 'outcome'), ['429', '429', '429', '429', '429', '200'])
    assert.deepEqual(await emulator.faults(), [{ ...fault, id, hits: 5, isActive: false }])
    await emulator.inject({ kind: 'garbage' })
    await emulator.clearFaults()
    assert.deepEqual(await emulator.faults(), [])
    await emulator.setTokens(['other'])
    const denied = { code: 'authentication', status: 401, name: 'AuthenticationError' }
    await assert.rejects(client.applications.get('first'), denied)
    await emulator.setTokens([emulator.token])
    await emulator.clearRequests()
    assert.deepEqual(await emulator.requests(), [])
    await assert.rejects(emulator.inject({ kind: 'explode' } as never), ValidationError)
  })
})

test('a stopped emulator is closed, and stopping it again has no effect', async () => {
  const emulator = await Emulator.start({ tokens: ['secret'] })
  assert.equal(emulator.token, 'secret')
  await emulator.stop()
  await emulator[Symbol.asyncDispose]()
  assert.throws(() => emulator.url, { code: 'closed' })
  assert.throws(() => emulator.client(), { code: 'closed' })
  await assert.rejects(emulator.requests(), { code: 'closed' })
})

test('invalid settings of an emulator are reported', async () => {
  for (const [settings, part] of [
    [{ port: 70_000 }, 'port'],
    [{ host: 'no host' }, 'host'],
    [{ tokens: 'a' }, 'tokens'],
    [{ data: '/nowhere/at/all.redb' }, '/nowhere/at/all.redb'],
    [{ colour: 1 }, 'colour'],
  ] as const) {
    await assert.rejects(Emulator.start(settings as never), saying(ConfigurationError, part))
  }
})
