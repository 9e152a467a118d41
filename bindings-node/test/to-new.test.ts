/** From what was read to what can be created: `toNew`, and lists that are sent back. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'

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

test('objects of classes are passed on as they are', () => {
  class Command {
    text = 'a'.repeat(300)
    create_time = null
    self = this
  }
  const instances = {
    image: Buffer.from('icon'),
    bytes: new Uint8Array(300),
    date: new Date(0),
    map: new Map([['a', 1]]),
    url: new URL('http://127.0.0.1'),
    own: new Command(),
    list: [new Date(0)],
  }
  const copy: object = toNew({ ...APPLICATION, ...instances } as never)
  for (const [name, value] of Object.entries(instances)) {
    if (name !== 'list') assert.equal(Reflect.get(copy, name), value, name)
  }
  const { list } = copy as { list: unknown[] }
  assert.ok(list !== instances.list && list[0] === instances.list[0])
  assert.deepEqual(Object.getOwnPropertySymbols(instances.own), [])
  const own = { key: 'A', value: new Command(), name: '' } as never
  assert.deepEqual(Object.keys(toNew(own)), ['key', 'value'])
  const broken = Proxy.revocable({}, {})
  broken.revoke()
  assert.equal(Reflect.get(toNew({ name: broken.proxy } as never), 'name'), broken.proxy)
})

test('objects without a class are copied in whatever realm they were made', () => {
  const foreign = runInNewContext("({ name: 'a', ports: [{ port: 1, name: null, $extra: {} }] })") as Version
  const bare = Object.assign(Object.create(null) as Version, { ports: [{ port: 1, name: null }] })
  assert.deepEqual(toNew(foreign), { name: 'a', ports: [{ port: 1 }] })
  assert.deepEqual(toNew(bare), { ports: [{ port: 1 }] })
})

test('an object that contains itself, or is nested too deeply, is an error that names the field', () => {
  const circular: Record<string, unknown> = { ...VERSION, ports: [] }
  ;(circular['ports'] as unknown[]).push({ port: 1, all: [circular] })
  /** Objects and lists in turn, this many in all. */
  const nest = (count: number): unknown => {
    let value: unknown = 'a'
    for (let level = 0; level < count; level++) value = level % 2 === 0 ? { a: value } : [value]
    return value
  }
  for (const value of [circular, { ...VERSION, ports: nest(100) }, { ...VERSION, ports: nest(100_000) }]) {
    assert.throws(
      () => toNew(value as never),
      (error) => {
        assert.ok(error instanceof ValidationError && error.stack?.split('\n    at ')[1]?.includes('to-new.test'))
        return saying(ValidationError, 'toNew: ports: contains itself, or is nested more than 100 levels deep')(error)
      },
    )
  }
  const most = { ...VERSION, ports: nest(99) }
  assert.deepEqual(toNew(most as never), most)
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
