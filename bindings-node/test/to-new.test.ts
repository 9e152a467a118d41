/** From what was read to what can be created: `toNew`, and lists that are sent back. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { toNew, ValidationError, type Version } from 'edgegap-sdk'

import { APPLICATION, saying, start, STORAGE, VERSION } from './support/emulator.js'

const PLACEHOLDER = 'This value is set and encrypted'

const PORTS = [{ port: 7777, protocol: 'UDP', name: 'gameport' }]

test('an object of each model can be read, and created under another name', async (context) => {
  const { client, emulator } = await start(context)
  await client.applications.create({ ...APPLICATION, image: Buffer.from('icon') })
  const version = { ...VERSION, ports: PORTS, envs: [{ key: 'A', value: 'a' }], max_duration: 60 }
  await client.versions.create('my-game', version)
  await client.endpointStorages.create(STORAGE)
  const profile = { name: 'maps', source: '/maps', source_type: 'Folder', destination: '/data' } as const
  await client.pullProfiles.create('logs', profile)

  const application = toNew(await client.applications.get('my-game'))
  assert.equal((await client.applications.create({ ...application, name: 'copy' })).image, application.image)
  const read = await client.versions.get('my-game', '1.0.0')
  const { create_time: _1, last_updated: _2, ...rest } = read
  assert.deepEqual(toNew(read), rest)
  const copy = await client.versions.create('my-game', { ...toNew(read), name: '1.0.1' })
  assert.deepEqual(toNew(copy), { ...rest, name: '1.0.1' })
  const storage = toNew(await client.endpointStorages.get('logs'))
  await client.endpointStorages.create({ ...storage, name: 'more', secret_access_key: 'key' })
  await client.pullProfiles.create('more', toNew(await client.pullProfiles.get('logs', 'maps')))
  assert.ok((await emulator.requests()).every(({ status }) => status !== null && status < 300))
})

test('a copy has no field that a create refuses, and shares no object with the original', () => {
  const extra = { color: 'red' }
  const port = { port: 1, protocol: 'UDP', name: null, $extra: extra }
  const empty = { endpoint_storage: '', private_username: '', command: null, envs: null, create_time: null }
  const read = { ...VERSION, ...empty, ports: [port], $extra: extra }
  const copy = toNew(read)
  assert.deepEqual(copy, { ...VERSION, ports: [{ port: 1, protocol: 'UDP' }] })
  assert.deepEqual(read.ports, [port])
  assert.deepEqual(toNew(port), { port: 1, protocol: 'UDP' })
  // These may be empty, and are required.
  const application = { ...APPLICATION, image: '', create_time: null, last_updated: null }
  assert.deepEqual(toNew(application), APPLICATION)
  assert.deepEqual(toNew({ key: 'A', value: '' }), { key: 'A', value: '' })
  for (const value of [null, undefined, 5, [read], Promise.resolve(read), new Map()] as never[]) {
    assert.throws(() => toNew(value), saying(ValidationError, 'must be an object that was read'))
  }
})

test('hidden values are kept, and a create names every one of them', async (context) => {
  const { client } = await start(context)
  await client.applications.create(APPLICATION)
  const envs = [
    { key: 'OPEN', value: 'a' },
    { key: 'HIDDEN', value: 'b', is_hidden: true },
  ]
  const login = { private_username: 'me', private_token: 'secret' }
  const copy = toNew(await client.versions.create('my-game', { ...VERSION, ...login, envs }))
  assert.equal(copy.private_token, PLACEHOLDER)
  const refused = client.versions.create('my-game', { ...copy, name: '1.0.1' })
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof ValidationError)
    const places = ['private_username', 'private_token', 'envs[1].value']
    assert.deepEqual(
      error.violations.map(({ path, code }) => [path, code]),
      places.map((place) => [place, 'masked']),
    )
    assert.ok(error.violations.every(({ message }) => message.includes('set the real value, or remove ')))
    return true
  })
  await client.versions.create('my-game', { ...copy, ...login, envs, name: '1.0.1' })
})

test('a copy with a secret that the service did not mask does not print it', () => {
  const envs = [{ key: 'A', value: 'canary', is_hidden: true }]
  const read = { ...VERSION, private_token: 'canary', envs } as Version
  const copy = toNew(read)
  assert.equal(copy.private_token, 'canary')
  assert.ok(!inspect(copy, { depth: null }).includes('canary'))
})

test('lists of a reply can be sent back, with fields that are null', async (context) => {
  const { client, emulator } = await start(context)
  await client.applications.create(APPLICATION)
  const port = { port: 1, protocol: 'UDP', name: null, to_check: null }
  const env = { key: 'A', value: 'a', is_hidden: null }
  const sent = async (): Promise<unknown> => (await emulator.requests()).at(-1)?.body
  const clean = { ports: [{ port: 1, protocol: 'UDP' }], envs: [{ key: 'A', value: 'a' }] }
  await client.versions.create('my-game', { ...VERSION, ports: [port], envs: [env] })
  assert.deepEqual(await sent(), { ...VERSION, ...clean })
  await client.versions.create('my-game', { ...VERSION, name: '2', ports: null, envs: null })
  assert.deepEqual(await sent(), { ...VERSION, name: '2' })
  const { ports, envs } = await client.versions.get('my-game', '1.0.0')
  await client.versions.update('my-game', '2', { ports, envs })
  assert.deepEqual((await client.versions.get('my-game', '2')).ports, ports)
  await client.versions.update('my-game', '2', { ports: [port] })
  assert.deepEqual(await sent(), { ports: clean.ports })
  // Here null could mean "none" or "as it is".
  const unclear = client.versions.update('my-game', '2', { ports: null })
  await assert.rejects(unclear, saying(ValidationError, 'ports', 'not null'))
  const broken = Proxy.revocable([], {})
  broken.revoke()
  await assert.rejects(client.versions.update('my-game', '2', { ports: broken.proxy }), ValidationError)
})
