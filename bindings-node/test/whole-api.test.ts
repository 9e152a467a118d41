/** Every operation on the emulator in this process, with the types that users have. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'

import {
  BadRequestError,
  ConflictError,
  Emulator,
  NotFoundError,
  ValidationError,
  type Client,
  type NewEndpointStorage,
  type NewPullProfile,
  type NewVersion,
  type VersionUpdate,
} from 'edgegap-sdk'

import { CONTRACT, VECTORS } from './support/place.js'

const ICON = join(VECTORS, 'files', 'icon.png')
const MASKED = 'This value is set and encrypted'

const version: NewVersion = {
  name: '1.0.0',
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 1024,
  req_memory: 2048,
}
const storage: NewEndpointStorage = {
  name: 'logs',
  access_key_id: 'key',
  secret_access_key: 'canary-secret',
  endpoint: 'https://s3.example.com',
  bucket: 'game-logs',
}
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
    const { operations } = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { operations: { id: string }[] }
    const missing = operations.map(({ id }) => id).filter((id) => !called.has(id))
    await emulator.stop()
    assert.deepEqual(missing, [], 'operations that no test called')
  })

  test('applications', async () => {
    const made = await client.applications.create({ name: 'my-game', is_active: false, image: '' })
    assert.equal(made.is_active, false)
    assert.match(made.create_time ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const renamed = await client.applications.update('my-game', { name: 'my game', is_active: true })
    assert.equal(renamed.is_active, true)
    assert.equal((await client.applications.get('my game')).name, 'my game')
    await assert.rejects(client.applications.create({ name: 'my game', is_active: true, image: '' }), ConflictError)
    assert.equal(await client.applications.delete('my game'), null)
    await assert.rejects(
      client.applications.get('my game'),
      (error) => error instanceof NotFoundError && error.status === 404 && error.code === 'not_found',
    )
    assert.deepEqual(await client.applications.list().toArray(), [])
  })

  test('an icon is text, bytes or a file', async () => {
    const bytes = readFileSync(ICON)
    const base64 = bytes.toString('base64')
    const within = new Uint8Array([0, ...bytes, 0]).subarray(1, -1)
    for (const [index, image] of [base64, bytes, within, { path: ICON }, pathToFileURL(ICON)].entries()) {
      const made = await client.applications.create({ name: `icon-${index}`, is_active: true, image })
      assert.equal(made.image, base64)
    }
    assert.equal((await client.applications.update('icon-0', { image: '' })).image, '')
    await assert.rejects(client.applications.update('icon-0', { image: { path: '/nowhere/icon.png' } }), ValidationError)
    await assert.rejects(
      client.applications.update('icon-0', { image: new URL('https://example.com/icon.png') }),
      /a URL of something else than a file/,
    )
  })

  test('versions', async () => {
    await client.applications.create({ name: 'my-game', is_active: true, image: '' })
    const made = await client.versions.create('my-game', {
      ...version,
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
    assert.deepEqual(
      made.envs?.map(({ value }) => value),
      ['ranked', MASKED],
    )
    const read = await client.versions.get('my-game', '1.0.0')
    assert.deepEqual(read, made)

    const change: VersionUpdate = { max_duration: null, is_active: undefined, ports: [] }
    const changed = await client.versions.update('my-game', '1.0.0', change)
    assert.equal(changed.max_duration, 1440)
    assert.deepEqual(changed.ports, [])
    assert.equal(changed.envs?.length, 2, 'what is left out stays')
    const sent = (await emulator.requests()).findLast(({ operation }) => operation === 'versions.update')
    assert.deepEqual(sent?.body, { max_duration: null, ports: [] })

    await assert.rejects(client.versions.update('my-game', '1.0.0', { private_token: MASKED }), (error) => {
      return error instanceof ValidationError && error.violations[0]?.code === 'masked'
    })
    await client.versions.delete('my-game', '1.0.0')
    assert.deepEqual(await client.versions.list('my-game').toArray(), [])
  })

  test('members that the SDK does not model pass both ways', async () => {
    await client.applications.create({ name: 'my-game', is_active: true, image: '' })
    await client.versions.create(
      'my-game',
      { ...version, $extra: { use_telemetry: true } },
      { extraBody: { session_config: { kind: 'Seat' } } },
    )
    const sent = (await emulator.requests()).at(-1)?.body as Record<string, unknown>
    assert.deepEqual([sent['use_telemetry'], sent['session_config']], [true, { kind: 'Seat' }])
  })

  test('registry tags', async () => {
    await emulator.seedTags('my-game-server', ['b40', 'b41', { tag: 'b42', size_mb: 12.5 }, 'b43'])
    const tags = await client.containerRegistry.listTags('my-game-server').toArray()
    assert.deepEqual(
      tags.map(({ tag }) => tag),
      ['b40', 'b41', 'b42', 'b43'],
    )
    assert.equal(tags[2]?.artifact?.size_mb, 12.5)
    const deleted = await client.containerRegistry.deleteTag('my-game-server', 'b40')
    assert.equal(deleted.deleted_tag, 'b40')
    const { summary, results } = await client.containerRegistry.deleteTags('my-game-server', { tags: ['b41', 'nope'] })
    assert.deepEqual([summary?.success, summary?.failed], [1, 1])
    assert.deepEqual(
      results?.map(({ status }) => status),
      [204, 404],
    )
  })

  test('storages and profiles', async () => {
    const made = await client.endpointStorages.create(storage)
    assert.equal('secret_access_key' in made, false)
    await assert.rejects(client.endpointStorages.create(storage), BadRequestError)
    await client.endpointStorages.update('logs', { output_format: 'NDJSON' })
    assert.equal((await client.endpointStorages.get('logs')).output_format, 'NDJSON')
    const masked = await client.endpointStorages.list({ fields: 'endpoints{name}' }).toArray()
    assert.deepEqual(masked, [{ name: 'logs' }])
    assert.equal((await client.endpointStorages.list().toArray())[0]?.bucket, 'game-logs')

    await client.pullProfiles.create('logs', profile)
    const moved = await client.pullProfiles.update('logs', 'maps', { destination: '/game/other maps' })
    assert.equal(moved.destination, '/game/other maps')
    assert.deepEqual(await client.pullProfiles.get('logs', 'maps'), moved)
    await client.applications.create({ name: 'my-game', is_active: true, image: '' })
    await client.versions.create('my-game', { ...version, endpoint_storage: 'logs' })
    const link = await client.pullProfiles.link('logs', 'maps', 'my-game', '1.0.0')
    assert.deepEqual([link.endpoint, link.pull_profile, link.app, link.app_version], ['logs', 'maps', 'my-game', '1.0.0'])
    assert.equal(await client.pullProfiles.unlink('logs', 'maps', 'my-game', '1.0.0'), null)
    assert.deepEqual(
      (await client.pullProfiles.list('logs').toArray()).map(({ name }) => name),
      ['maps'],
    )
    await client.pullProfiles.delete('logs', 'maps')
    await client.endpointStorages.delete('logs')
    await assert.rejects(client.endpointStorages.get('logs'), NotFoundError)
  })

  test('a create whose answer is lost is neither repeated nor reported as failed', async () => {
    await emulator.inject({ operation: 'applications.create', kind: 'reset', when: 'after', times: 1 })
    const { value, meta } = await client.applications.create({ name: 'my-game', is_active: true, image: '' }).withMeta()
    assert.equal(value.name, 'my-game')
    assert.equal(meta.attempts[0]?.outcome, 'reset')
    assert.equal((await client.applications.list().toArray()).length, 1)
  })

  test('quota, faults and tokens of the emulator', async () => {
    await emulator.setQuota({ applications: 1 })
    await client.applications.create({ name: 'first', is_active: true, image: '' })
    await assert.rejects(client.applications.create({ name: 'second', is_active: true, image: '' }), BadRequestError)
    await emulator.setQuota({})
    await emulator.inject({ kind: 'status', code: 429, retryAfter: 0, operation: 'applications.get', times: 5 })
    const fault = { operation: 'applications.get', kind: 'status', code: 429, retryAfter: '0', when: 'before', skip: 0, times: 5 }
    assert.deepEqual(await emulator.faults(), [{ ...fault, hits: 0 }])
    const { meta } = await client.applications.get('first', { maxRetries: 5, backoff: { initial: 1, max: 1 } }).withMeta()
    assert.deepEqual(
      meta.attempts.map(({ outcome }) => outcome),
      ['429', '429', '429', '429', '429', '200'],
    )
    assert.deepEqual(await emulator.faults(), [{ ...fault, hits: 5 }])
    await emulator.inject({ kind: 'garbage' })
    await emulator.clearFaults()
    assert.deepEqual(await emulator.faults(), [])
    await emulator.setTokens(['other'])
    await assert.rejects(client.applications.get('first'), { code: 'authentication', status: 401, name: 'AuthenticationError' })
    await emulator.setTokens([emulator.token])
    await emulator.clearRequests()
    assert.deepEqual(await emulator.requests(), [])
    await assert.rejects(emulator.inject({ kind: 'explode' } as never), ValidationError)
  })
})

test('an emulator that was stopped is closed, and stopping it again is nothing', async () => {
  const emulator = await Emulator.start({ tokens: ['secret'] })
  assert.equal(emulator.token, 'secret')
  await emulator.stop()
  await emulator[Symbol.asyncDispose]()
  assert.throws(() => emulator.url, { code: 'closed' })
  assert.throws(() => emulator.client(), { code: 'closed' })
  await assert.rejects(emulator.requests(), { code: 'closed' })
})

test('settings of an emulator that make no sense are named', async () => {
  for (const [settings, word] of [
    [{ port: 70_000 }, 'port'],
    [{ host: 'no host' }, 'host'],
    [{ tokens: 'a' }, 'tokens'],
    [{ data: '/nowhere/at/all.redb' }, '/nowhere/at/all.redb'],
    [{ colour: 1 }, 'colour'],
  ] as const) {
    await assert.rejects(
      Emulator.start(settings as never),
      (error: Error & { code: string }) => error.code === 'configuration' && error.message.includes(word),
    )
  }
})
