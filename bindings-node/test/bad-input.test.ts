/**
 * Mistakes that plain JavaScript allows: each is a typed error that names the place, nothing is
 * sent, and NaN never becomes null.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'

import { CancelledError, Client, ClosedError, ConfigurationError, Emulator, ValidationError } from 'edgegap-sdk'

import { APPLICATION, createAll, fail, invalid, pick, saying, start, VERSION } from './support/emulator.js'

const circular: Record<string, unknown> = {}
circular['self'] = circular
const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown

/** Values that cannot be represented in JSON, with their description in the error. */
const UNSENDABLE: [unknown, string][] = [
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [-Infinity, '-Infinity'],
  [10n, 'a BigInt'],
  [new Date(0), 'a Date'],
  [new Date(NaN), 'a Date'],
  [() => 1, 'a function'],
  [Symbol('s'), 'a symbol'],
  [/x/, 'a RegExp'],
  [new Map([['a', 1]]), 'a Map'],
  [new Set([1]), 'a Set'],
  [new Uint8Array(3), 'a Uint8Array'],
  [Buffer.from('x'), 'a Buffer'],
  [Promise.resolve(1), 'a Promise'],
  [new Error('x'), 'an Error'],
  [new URL('https://example.com'), 'a URL'],
  [new Headers({ a: 'b' }), 'a Headers'],
  [Object('text'), 'a String'],
  ['\ud800', 'a string with half a surrogate pair'],
]

describe('values that cannot be represented in JSON', () => {
  let emulator: Emulator
  let client: Client

  before(async () => {
    emulator = await Emulator.start()
    client = emulator.client()
  })

  afterEach(async () => {
    assert.deepEqual(await emulator.requests(), [], 'nothing was sent')
  })

  after(() => emulator.stop())

  const rejects = async (call: Promise<unknown>, path: string, description: string): Promise<void> => {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ValidationError, String(error))
      const violation = error.violations.find((violation) => violation.path === path)
      assert.equal(violation?.code, 'wrong_type', `${path} in ${error.message}`)
      assert.ok(violation.message.includes(description), violation.message)
      return true
    })
  }

  for (const [value, name] of UNSENDABLE) {
    test(`${name} is reported with its path`, async () => {
      const any = value as never
      const { versions, applications } = client
      await rejects(versions.create('my-game', { ...VERSION, max_duration: any }), 'max_duration', name)
      await rejects(versions.update('my-game', '1.0.0', { command: any }), 'command', name)
      const ports = [
        { port: 1, protocol: 'UDP' },
        { port: any, protocol: any },
      ]
      await rejects(versions.create('my-game', { ...VERSION, ports }), 'ports[1].port', name)
      await rejects(versions.create('my-game', { ...VERSION, ports: any }), 'ports', name)
      await rejects(versions.create('my-game', any), '', name)
      await rejects(applications.get(any), 'app', name)
      await rejects(versions.list('my-game', { limit: any }).collect(), 'limit', name)
      await rejects(applications.get('my-game', { maxRetries: any }), 'maxRetries', name)
      await rejects(applications.get('my-game', { headers: { 'x-a': any } }), 'headers.x-a', name)
      await rejects(versions.create('my-game', VERSION, { extraBody: { a: [any] } }), '$extra.a[0]', name)
    })
  }

  test('circular references, holes and deep nesting are reported', async () => {
    const { versions, containerRegistry } = client
    const create = (fields: object): Promise<unknown> => versions.create('my-game', { ...VERSION, ...fields })
    await rejects(create({ $extra: circular }), '$extra.self', 'a circular reference')
    const body: Record<string, unknown> = { ...VERSION }
    body['ports'] = body
    await rejects(versions.create('my-game', body as never), 'ports', 'a circular reference')
    await rejects(containerRegistry.deleteTags('my-game', { tags: ['a', , 'b'] as never }), 'tags[1]', 'undefined')
    const names = { 'half \udc00': 1 }
    await assert.rejects(create({ $extra: names }), saying(ValidationError, 'half a surrogate pair'))
    await assert.rejects(create({ $extra: { a: deep } }), saying(ValidationError, 'nested'))
  })

  test('undefined fields are omitted, and reported as missing if they are required', async () => {
    await assert.rejects(client.versions.create('my-game', { name: undefined } as never), (error) => {
      assert.ok(error instanceof ValidationError)
      assert.deepEqual(new Set(error.violations.map(({ code }) => code)), new Set(['missing']))
      return error.violations.length === 6
    })
    await assert.rejects(client.applications.get(undefined as never), invalid('app'))
    await assert.rejects(client.applications.create(undefined as never), ValidationError)
    await assert.rejects(client.applications.create(null as never), ValidationError)
    await assert.rejects(client.applications.update('my-game', {}), ValidationError)
  })

  test('misspelt names are reported in a body, a query and options', async () => {
    const misspelt = { ...VERSION, req_memry: 1 } as never
    await assert.rejects(client.versions.create('my-game', misspelt), invalid('req_memry', 'unknown'))
    await assert.rejects(client.applications.list({ limt: 1 } as never).collect(), invalid('limt'))
    for (const name of ['maxRetrys', 'max_retries']) {
      await assert.rejects(client.applications.get('my-game', { [name]: 1 }), saying(ValidationError, name))
    }
    await assert.rejects(client.applications.get('my-game', 5 as never), ValidationError)
    await assert.rejects(client.applications.get('my-game', { signal: 5 } as never), invalid('signal'))
    await assert.rejects(client.applications.list().collect({ limit: NaN }), ValidationError)
  })

  test('a getter that throws is reported, and a proxy is read like any object', async () => {
    const thrower = Object.defineProperty({ ...VERSION }, 'docker_tag', { enumerable: true, get: fail })
    await rejects(client.versions.create('my-game', thrower), 'docker_tag', 'a getter that throws')
    const proxy = new Proxy({ ...VERSION, name: NaN as never }, {})
    await rejects(client.versions.create('my-game', proxy), 'name', 'NaN')
  })
})

test('getters, images, settings and options of a view are checked too', async (context) => {
  const { emulator, client } = await start(context)
  const thrower = (name: string, rest: object = {}): never =>
    Object.defineProperty({ ...rest }, name, { enumerable: true, get: fail }) as never
  const transferred = new Uint8Array(4)
  structuredClone(transferred.buffer, { transfer: [transferred.buffer] })
  const images: [unknown, string][] = [
    [transferred, 'bytes of a transferred buffer'],
    [transferred.buffer, 'bytes of a transferred buffer'],
    [new Uint16Array(2), 'a Uint16Array'],
    [new Blob(['icon']), 'a Blob: pass what its arrayBuffer() resolves to'],
    [Promise.resolve(Buffer.from('icon')), 'a Promise'],
    [new URL('file://elsewhere/icon.png'), 'a URL that is not a local file'],
    [new URL('file:///a%2Fb.png'), 'a URL that is not a local file'],
    [new URL('https://example.com/icon.png'), 'a URL that is not a local file'],
  ]
  for (const [image, description] of images) {
    const body = { ...APPLICATION, image: image as never }
    await assert.rejects(client.applications.create(body), saying(ValidationError, 'image: ', description))
  }
  await assert.rejects(
    client.applications.create(thrower('image', APPLICATION)),
    saying(ValidationError, 'image: ', 'a getter that throws'),
  )
  await assert.rejects(client.applications.get('a', thrower('timeout')), saying(ValidationError, 'timeout: '))
  for (const settings of [null, 'token', 5, thrower('token')] as never[]) {
    assert.throws(() => new Client(settings), ConfigurationError)
  }
  assert.throws(() => client.withOptions({ signal: AbortSignal.abort() } as never), invalid('signal'))
  for (const options of [5, null, 'all'] as never[]) {
    await assert.rejects(client.applications.list().collect(options), ValidationError)
  }
  assert.deepEqual(await emulator.requests(), [], 'nothing was sent')
  assert.deepEqual(JSON.parse(JSON.stringify({ emulator })), { emulator: { url: emulator.url } })
  await emulator.stop()
  assert.equal(JSON.stringify({ emulator }), '{"emulator":{}}')
})

test('objects of other realms and of plain classes are read by their properties', async (context) => {
  class Build {
    name = '1.0.0'
    docker_repository = 'docker.io'
    docker_image = 'me/game'
    docker_tag = 'b42'
    req_cpu = 1024
    req_memory = 2048
    get ignored(): number {
      return NaN
    }
  }
  const { client } = await start(context)
  const foreign = runInContext(`(${JSON.stringify({ ...VERSION, name: '2.0.0' })})`, createContext()) as Build
  await createAll(client, 'my-game')
  await client.versions.create('my-game', new Build())
  await client.versions.create('my-game', foreign)
  await client.versions.create('my-game', Object.assign(Object.create(null) as object, { ...VERSION, name: '3.0.0' }))
  const names = pick(await client.versions.list('my-game').collect(), 'name')
  assert.deepEqual(names, ['1.0.0', '2.0.0', '3.0.0'])
})

test('an error of a client lists every invalid setting, and does not contain the token', () => {
  const settings = {
    ...{ token: ['canary'], maxConcurrency: 0, colour: 'canary', onEvnt: 1 },
    ...{ max_retries: 1, base_url: 'canary', maxRetries: -1, timeout: NaN },
  }
  const parts = [
    ...['token must be a string', 'maxConcurrency', 'colour', 'onEvnt', 'NaN'],
    ...['max_retries (written maxRetries here)', 'base_url (written baseUrl here)'],
  ]
  assert.throws(
    () => new Client(settings as never),
    (error: Error) => {
      assert.ok(saying(ConfigurationError, ...parts)(error), error.message)
      return !error.message.includes('canary') && error.stack?.includes('bad-input.test') === true
    },
  )
  assert.throws(() => new Client({ baseUrl: 'http://127.0.0.1:1' }), saying(ConfigurationError, 'EDGEGAP_TOKEN'))
  const invalid = [{ token: 't', onEvent: 5 }, { token: 't', baseUrl: 'http://example.com' }, 5, { token: 'a\nb' }]
  for (const settings of invalid as never[]) assert.throws(() => new Client(settings), ConfigurationError)
})

test('an aborted signal sends nothing', async (context) => {
  const { emulator, client } = await start(context)
  const reason = new Error('mine')
  const error: unknown = await client.applications
    .list({}, { signal: AbortSignal.abort(reason) })
    .collect()
    .catch((error: unknown) => error)
  assert.ok(error instanceof CancelledError)
  const { cause, name, code, maybeApplied } = error
  assert.deepEqual([cause, name, code, maybeApplied], [reason, 'AbortError', 'cancelled', false])
  assert.deepEqual(await emulator.requests(), [])
})

test('calls of a closed client and its views reject with ClosedError', async (context) => {
  const { emulator, client } = await start(context)
  const view = client.withOptions({ maxRetries: 0 })
  await emulator.inject({ kind: 'stall' })
  const pending = view.applications.get('my-game')
  client.close()
  client.close()
  await assert.rejects(pending, ClosedError)
  await assert.rejects(client.applications.get('my-game'), ClosedError)
  await assert.rejects(view.applications.list().total(), ClosedError)
  assert.throws(() => client.withOptions({ maxRetries: -1 }), ValidationError)
})
