/** What plain JavaScript can get wrong: a typed error that names the place, nothing sent, and never a null in place of a NaN. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'

import { CancelledError, Client, ClosedError, ConfigurationError, Emulator, ValidationError, type NewVersion } from 'edgegap-sdk'

const version: NewVersion = {
  name: '1.0.0',
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 1024,
  req_memory: 2048,
}

const circular: Record<string, unknown> = {}
circular['self'] = circular
const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown

/** Values that JSON does not have, with the name that the error gives them. */
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
  ['\ud800', 'text with half a surrogate pair'],
]

describe('values that JSON does not have', () => {
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

  const refused = async (call: Promise<unknown>, path: string, name: string): Promise<void> => {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ValidationError, String(error))
      const violation = error.violations.find((violation) => violation.path === path)
      assert.equal(violation?.code, 'wrong_type', `${path} in ${error.message}`)
      assert.ok(violation.message.includes(name), violation.message)
      return true
    })
  }

  for (const [value, name] of UNSENDABLE) {
    test(`${name} is named where it stands`, async () => {
      const any = value as never
      await refused(client.versions.create('my-game', { ...version, max_duration: any }), 'max_duration', name)
      await refused(client.versions.update('my-game', '1.0.0', { command: any }), 'command', name)
      await refused(
        client.versions.create('my-game', {
          ...version,
          ports: [
            { port: 1, protocol: 'UDP' },
            { port: any, protocol: any },
          ],
        }),
        'ports[1].port',
        name,
      )
      await refused(client.versions.create('my-game', { ...version, ports: any }), 'ports', name)
      await refused(client.versions.create('my-game', any), '', name)
      await refused(client.applications.get(any), 'app', name)
      await refused(client.versions.list('my-game', { limit: any }).toArray(), 'limit', name)
      await refused(client.applications.get('my-game', { maxRetries: any }), 'max_retries', name)
      await refused(client.applications.get('my-game', { headers: { 'x-a': any } }), 'headers.x-a', name)
      await refused(client.versions.create('my-game', version, { extraBody: { a: [any] } }), '$extra.a[0]', name)
    })
  }

  test('a circular reference, a hole and an abyss are named', async () => {
    await refused(client.versions.create('my-game', { ...version, $extra: circular }), '$extra.self', 'a circular reference')
    const body: Record<string, unknown> = { ...version }
    body['ports'] = body
    await refused(client.versions.create('my-game', body as never), 'ports', 'a circular reference')

    await refused(client.containerRegistry.deleteTags('my-game', { tags: ['a', , 'b'] as never }), 'tags[1]', 'undefined')
    const names = { 'half \udc00': 1 }
    await assert.rejects(client.versions.create('my-game', { ...version, $extra: names }), (error: Error) =>
      error.message.includes('half a surrogate pair'),
    )
    await assert.rejects(
      client.versions.create('my-game', { ...version, $extra: { a: deep } }),
      (error: Error) => error instanceof ValidationError && error.message.includes('nested'),
    )
  })

  test('what is undefined is left out, and what must be there is missing', async () => {
    await assert.rejects(client.versions.create('my-game', { name: undefined } as never), (error) => {
      assert.ok(error instanceof ValidationError)
      assert.deepEqual(new Set(error.violations.map(({ code }) => code)), new Set(['missing']))
      return error.violations.length === 6
    })
    await assert.rejects(
      client.applications.get(undefined as never),
      (error) => error instanceof ValidationError && error.violations[0]?.path === 'app',
    )
    await assert.rejects(client.applications.create(undefined as never), ValidationError)
    await assert.rejects(client.applications.create(null as never), ValidationError)
    await assert.rejects(client.applications.update('my-game', {}), ValidationError)
  })

  test('a misspelt member is named, in a body, a query and options', async () => {
    await assert.rejects(client.versions.create('my-game', { ...version, req_memry: 1 } as never), (error) => {
      return error instanceof ValidationError && error.violations[0]?.path === 'req_memry' && error.violations[0].code === 'unknown'
    })
    await assert.rejects(
      client.applications.list({ limt: 1 } as never).toArray(),
      (error) => error instanceof ValidationError && error.violations[0]?.path === 'limt',
    )
    for (const name of ['maxRetrys', 'max_retries']) {
      await assert.rejects(
        client.applications.get('my-game', { [name]: 1 }),
        (error: Error) => error instanceof ValidationError && error.message.includes(name),
      )
    }
    await assert.rejects(client.applications.get('my-game', 5 as never), ValidationError)
    await assert.rejects(
      client.applications.get('my-game', { signal: 5 } as never),
      (error) => error instanceof ValidationError && error.violations[0]?.path === 'signal',
    )
    await assert.rejects(client.applications.list().toArray({ limit: NaN }), ValidationError)
  })

  test('a getter that throws is named, and a proxy is read like anything else', async () => {
    const thrower = { ...version }
    Object.defineProperty(thrower, 'docker_tag', {
      enumerable: true,
      get: () => {
        throw new Error('mine')
      },
    })
    await refused(client.versions.create('my-game', thrower), 'docker_tag', 'a getter that throws')
    await refused(client.versions.create('my-game', new Proxy({ ...version, name: NaN as never }, {})), 'name', 'NaN')
  })
})

test('what is read before it is sent is no exception: getters, images, settings, options of a view', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const mine = (): never => {
    throw new Error('mine')
  }
  const application = { name: 'my-game', is_active: true }
  const thrower = Object.defineProperty({ ...application }, 'image', { enumerable: true, get: mine }) as never
  const transferred = new Uint8Array(4)
  structuredClone(transferred.buffer, { transfer: [transferred.buffer] })
  const images: [unknown, RegExp][] = [
    [{ ...application, image: transferred }, /image: must be .*bytes that were transferred/],
    [{ ...application, image: new Uint16Array(2) }, /image: must be .*a Uint16Array/],
    [thrower, /image: must be .*a getter that throws/],
    [
      { ...application, image: new URL('file://elsewhere/icon.png') },
      /image: must be .*a URL of something else than a file of this machine/,
    ],
    [{ ...application, image: new URL('file:///a%2Fb.png') }, /image: must be .*a URL of something else than a file of this machine/],
    [
      { ...application, image: new URL('https://example.com/icon.png') },
      /image: must be .*a URL of something else than a file of this machine/,
    ],
  ]
  for (const [body, message] of images) {
    await assert.rejects(
      client.applications.create(body as never),
      (error) => error instanceof ValidationError && message.test(error.message),
    )
  }
  const options = Object.defineProperty({}, 'timeout', { enumerable: true, get: mine }) as never
  await assert.rejects(client.applications.get('my-game', options), (error) => {
    return error instanceof ValidationError && error.message.includes('timeout: must be')
  })
  for (const settings of [null, 'token', 5, Object.defineProperty({}, 'token', { enumerable: true, get: mine })] as never[]) {
    assert.throws(() => new Client(settings), ConfigurationError)
  }
  assert.throws(
    () => client.withOptions({ signal: AbortSignal.abort() } as never),
    (error) => error instanceof ValidationError && error.violations[0]?.path === 'signal',
  )
  for (const many of [5, null, 'all']) await assert.rejects(client.applications.list().toArray(many as never), ValidationError)
  assert.deepEqual(await emulator.requests(), [], 'nothing was sent')
  assert.deepEqual(JSON.parse(JSON.stringify({ emulator })), { emulator: { url: emulator.url } })
  await emulator.stop()
  assert.equal(JSON.stringify({ emulator }), '{"emulator":{}}')
})

test('objects of other realms and of plain classes are what their members say', async () => {
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
  const foreign = runInContext(`(${JSON.stringify({ ...version, name: '2.0.0' })})`, createContext()) as NewVersion
  const emulator = await Emulator.start()
  const client = emulator.client()
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await client.versions.create('my-game', new Build())
  await client.versions.create('my-game', foreign)
  await client.versions.create('my-game', Object.assign(Object.create(null) as object, { ...version, name: '3.0.0' }))
  assert.deepEqual(
    (await client.versions.list('my-game').toArray()).map(({ name }) => name),
    ['1.0.0', '2.0.0', '3.0.0'],
  )
  await emulator.stop()
})

test('a client that makes no sense names every setting, and shows no token', () => {
  const settings = {
    token: ['canary'],
    maxConcurrency: 0,
    colour: 'canary',
    onEvnt: 1,
    max_retries: 1,
    base_url: 'canary',
    maxRetries: -1,
    timeout: NaN,
  }
  assert.throws(
    () => new Client(settings as never),
    (error: Error) => {
      assert.ok(error instanceof ConfigurationError)
      for (const part of [
        'token must be a string',
        'maxConcurrency',
        'colour',
        'onEvnt',
        'max_retries (written maxRetries here)',
        'base_url (written baseUrl here)',
        'NaN',
      ]) {
        assert.ok(error.message.includes(part), `${part} in ${error.message}`)
      }
      return !error.message.includes('canary') && error.stack?.includes('bad-input.test') === true
    },
  )
  assert.throws(() => new Client({ token: 't', onEvent: 5 as never }), ConfigurationError)
  assert.throws(
    () => new Client({ baseUrl: 'http://127.0.0.1:1' }),
    (error) => error instanceof ConfigurationError && error.message.includes('EDGEGAP_TOKEN'),
  )
  assert.throws(() => new Client({ token: 't', baseUrl: 'http://example.com' }), ConfigurationError)
  assert.throws(() => new Client(5 as never), ConfigurationError)
  assert.throws(() => new Client({ token: 'a\nb' }), ConfigurationError)
})

test('a signal that is aborted already sends nothing', async () => {
  const emulator = await Emulator.start()
  const reason = new Error('mine')
  await assert.rejects(
    emulator
      .client()
      .applications.list({}, { signal: AbortSignal.abort(reason) })
      .toArray(),
    (error) => {
      return (
        error instanceof CancelledError &&
        error.cause === reason &&
        error.name === 'AbortError' &&
        error.code === 'cancelled' &&
        !error.maybeApplied
      )
    },
  )
  assert.deepEqual(await emulator.requests(), [])
  await emulator.stop()
})

test('a closed client says so, and its views too', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const view = client.withOptions({ maxRetries: 0 })
  await emulator.inject({ kind: 'stall' })
  const flying = view.applications.get('my-game')
  client.close()
  client.close()
  await assert.rejects(flying, ClosedError)
  await assert.rejects(client.applications.get('my-game'), ClosedError)
  await assert.rejects(view.applications.list().total(), ClosedError)
  assert.throws(() => client.withOptions({ maxRetries: -1 }), ValidationError)
  await emulator.stop()
})
