/** What counts as set: settings and options as forms, files, classes and libraries leave them. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'

import { AuthenticationError, Client, ConfigurationError, Emulator, ValidationError, type ClientOptions } from 'edgegap-sdk'

import { Held } from './support/held.js'

/** The service that the environment names, which nobody may reach here. */
let live: Held
let emulator: Emulator

before(async () => {
  live = await Held.start()
  emulator = await Emulator.start()
  Object.assign(process.env, { EDGEGAP_BASE_URL: live.url, EDGEGAP_TOKEN: 'canary-of-somebody' })
})

afterEach(async () => {
  await emulator.clearRequests()
  assert.equal(live.count, 0, 'the service of the environment was called')
})

after(async () => {
  live.stop()
  await emulator.stop()
})

describe('a client of the emulator', () => {
  const nothing: Record<string, ClientOptions | null | undefined> = {
    undefined,
    null: null,
    'an empty object': {},
    'members that are undefined': { token: undefined, baseUrl: undefined, proxy: undefined, timeout: undefined },
    'members that are null': { token: null, baseUrl: null, caFile: null, onEvent: null, allowHttp: null, maxConcurrency: null },
    'empty text, as a form leaves it': { token: '', baseUrl: ' ', proxy: '', caFile: '\t', userAgent: '' },
    'an object without prototype': Object.create(null) as object,
    'one that is frozen': Object.freeze({ token: undefined, backoff: Object.freeze({ initial: undefined }) }),
  }
  for (const [name, options] of Object.entries(nothing)) {
    test(`is its own with ${name}`, async () => {
      const client = emulator.client(options)
      assert.equal(client.baseUrl, emulator.url)
      assert.equal(await client.applications.list().total(), 0, 'its token is right')
    })
  }

  test('is another one with what is set', async () => {
    await assert.rejects(emulator.client({ token: 'other' }).applications.list().total(), AuthenticationError)
    assert.equal(emulator.client({ baseUrl: 'http://127.0.0.1:9' }).baseUrl, 'http://127.0.0.1:9')
  })
})

/** Settings that say where to, in the ways in which programs keep them. */
const holders: Record<string, (settings: ClientOptions) => unknown> = {
  'a frozen object': (settings) => Object.freeze(settings),
  'an object without prototype': (settings) => Object.assign(Object.create(null) as object, settings),
  'the prototype of an object': (settings) => Object.create(settings) as unknown,
  'members that are not enumerable': (settings) =>
    Object.defineProperties({}, { token: { value: settings.token }, baseUrl: { value: settings.baseUrl } }),
  'getters of a class': ({ token, baseUrl }) =>
    new (class {
      get token(): unknown {
        return token
      }
      get baseUrl(): unknown {
        return baseUrl
      }
    })(),
  'members of a class above': (settings) => {
    class Above {
      constructor() {
        Object.assign(this, settings)
      }
      toJSON(): string {
        return 'nothing of it'
      }
    }
    return new (class extends Above {})()
  },
  'a proxy': (settings) => new Proxy(settings, {}),
  'a proxy of nothing': (settings) => {
    const { token, baseUrl } = settings
    const all: Record<string | symbol, unknown> = { token, baseUrl }
    return new Proxy(
      {},
      {
        get: (_, name) => all[name],
        ownKeys: () => Object.keys(all),
        getOwnPropertyDescriptor: (_, name) => ({ value: all[name], enumerable: true, configurable: true }),
      },
    )
  },
  'members beside symbols': (settings) => ({ ...settings, [Symbol('mine')]: NaN }),
}

for (const [name, hold] of Object.entries(holders)) {
  test(`settings may be in ${name}`, async () => {
    const settings = hold({ token: emulator.token, baseUrl: emulator.url })
    const client = new Client(settings as ClientOptions)
    assert.equal(client.baseUrl, emulator.url)
    assert.equal(await client.applications.list().total(), 0, 'its token is right')
  })
}

test('what a library smuggled into all objects is no setting', () => {
  const all = Object.prototype as { baseUrl?: unknown }
  Object.defineProperty(all, 'baseUrl', { value: 'http://127.0.0.1:9', configurable: true, enumerable: true })
  try {
    assert.equal(new Client({ token: 't' }).baseUrl, live.url)
    assert.equal(emulator.client().baseUrl, emulator.url)
  } finally {
    delete all.baseUrl
  }
})

const mine = (): never => {
  throw new Error('mine')
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** What would be taken for settings in which nothing is set, and what cannot be read. */
const wrong: [unknown, string][] = [
  [Promise.resolve({ token: 'canary' }), 'a Promise'],
  [new Map([['token', 'canary']]), 'a Map'],
  [[{ token: 'canary' }], 'a list'],
  [[], 'a list'],
  ['canary', 'text'],
  [Object('canary'), 'a String'],
  [() => ({ token: 'canary' }), 'a function'],
  [5, 'a number'],
  [new Date(0), 'a Date'],
  [new Error('canary'), 'an Error'],
  [revoked.proxy, 'an object that cannot be read'],
  [new Proxy({}, { ownKeys: mine }), 'an object that cannot be read'],
  [new Proxy({}, { getPrototypeOf: mine }), 'an object that cannot be read'],
  [new Proxy({}, { has: mine }), 'an object that cannot be read'],
]

for (const [index, [value, name]] of wrong.entries()) {
  test(`settings and options are no ${name.replace(/^an? /, '')} (${index})`, async () => {
    const words = (error: unknown): boolean =>
      (error instanceof ConfigurationError || error instanceof ValidationError) &&
      error.message.includes(`not ${name}`) &&
      !error.message.includes('canary')
    assert.throws(() => new Client(value as never), words)
    assert.throws(() => emulator.client(value as never), words)
    const client = emulator.client()
    assert.throws(() => client.withOptions(value as never), words)
    await assert.rejects(client.applications.get('a', value as never), words)
    await assert.rejects(client.applications.list({}, value as never).toArray(), words)
    await assert.rejects(Emulator.start(value as never), words)
    assert.deepEqual(await emulator.requests(), [])
  })
}

test('a getter that throws is named, and nothing is sent', async () => {
  const thrower = (name: string): never => Object.defineProperty({}, name, { enumerable: true, get: mine }) as never
  for (const [name, said] of [
    ['token', 'token must be'],
    ['baseUrl', 'baseUrl must be'],
    ['timeout', 'timeout'],
    ['onEvent', 'onEvent must be a function'],
  ] as const) {
    assert.throws(
      () => emulator.client(thrower(name)),
      (error) => error instanceof ConfigurationError && error.message.includes(said),
    )
  }
  for (const name of ['timeout', 'headers', 'signal']) {
    await assert.rejects(
      emulator.client().applications.get('a', thrower(name)),
      (error) => error instanceof ValidationError && error.message.includes(name),
    )
  }
  for (const name of ['timeout', 'backoff', 'headers', 'extraQuery', 'extraBody']) {
    for (const [value, kind] of wrong) {
      if (kind === 'a number') continue
      const options = { [name]: value } as never
      const said = (error: unknown): boolean =>
        error instanceof Error && error.message.includes(`${name}: must be`) && error.message.includes(kind)
      assert.throws(() => emulator.client(options), said)
      assert.throws(() => emulator.client().withOptions(options), said)
      await assert.rejects(emulator.client().applications.get('a', options), said)
    }
  }
  const stubborn = { aborted: false, addEventListener: mine, removeEventListener: mine }
  await assert.rejects(emulator.client().applications.get('a', { signal: stubborn }), ValidationError)
  for (const body of [revoked.proxy, new Proxy({}, { ownKeys: mine }), new Proxy({ image: 'a' }, { getOwnPropertyDescriptor: mine })]) {
    await assert.rejects(emulator.client().applications.update('a', body), ValidationError)
    await assert.rejects(emulator.client().versions.create('a', body as never), ValidationError)
  }
  assert.deepEqual(await emulator.requests(), [])
  for (const fault of [revoked.proxy, null, 5, new Map(), thrower('kind')]) {
    await assert.rejects(emulator.inject(fault as never), ValidationError)
  }
  await emulator.inject({ kind: 'status', code: 503, operation: null, when: null, skip: null, times: 1, retryAfter: null })
  await emulator.clearFaults()
})

test('options that are not set are those of the client', async () => {
  const client = emulator.client({ maxRetries: 0, headers: { 'x-a': 'client', 'x-b': undefined, 'x-c': null }, timeout: null })
  const unset = { timeout: { connect: null, attempt: undefined, total: null }, backoff: { initial: null, max: null } }
  const none = { maxRetries: null, headers: null, extraQuery: null, extraBody: null, signal: null }
  for (const options of [null, undefined, {}, none, unset, { headers: { 'x-a': null }, extraQuery: { a: null, b: undefined } }]) {
    for (const view of [client, client.withOptions({ ...options, signal: undefined } as never)]) {
      await view.applications.list({}, options as never).toArray()
      const request = (await emulator.requests()).at(-1)
      assert.deepEqual(
        [request?.headers['x-a'], request?.headers['x-b'], request?.headers['x-c'], request?.query],
        ['client', undefined, undefined, 'page=1&limit=100'],
      )
    }
  }
  assert.equal(client.withOptions(null).baseUrl, emulator.url)
  assert.equal((await client.applications.list().toArray({ limit: null })).length, 0)
  await emulator.inject({ kind: 'status', code: 503, times: 1 })
  await assert.rejects(client.applications.list({}, { maxRetries: null }).total(), { code: 'server' })
})

test('null in a body is null', async () => {
  await emulator
    .client()
    .applications.get('a', { extraBody: null })
    .catch(() => undefined)
  await assert.rejects(emulator.client().applications.create(null as never), ValidationError)
  await emulator
    .client()
    .versions.update('a', '1', { max_duration: null }, { extraBody: { mine: null } })
    .catch(() => undefined)
  assert.deepEqual((await emulator.requests()).at(-1)?.body, { max_duration: null, mine: null })
})

test('settings of an emulator that are not set are the usual ones', async () => {
  for (const options of [null, {}, { port: null, host: '', data: '', registry: ' ', tokens: null, verbose: null }]) {
    const other = await Emulator.start(options)
    assert.equal(other.token, 'emulator-token')
    assert.equal(await other.client().applications.list().total(), 0)
    await other.stop()
  }
})

test('messages have the names and units of this language', async () => {
  const settings = {
    maxRetries: 200,
    timeout: '30',
    backoff: 5,
    maxConcurrency: 0,
    maxBodyBytes: 0,
    userAgent: 5,
    allowHttp: 'yes',
    caFile: 5,
  }
  const names = [
    'maxRetries',
    'timeout: must be a number of milliseconds',
    'backoff',
    'maxConcurrency',
    'maxBodyBytes',
    'userAgent',
    'allowHttp',
  ]
  const foreign = /_retries|_ms|max_|user_agent|allow_http|ca_file|base_url|extra_/
  assert.throws(
    () => new Client({ token: 't', baseUrl: 5, ...settings } as never),
    (error: Error) => [...names, 'caFile', 'baseUrl'].every((name) => error.message.includes(name)) && !foreign.test(error.message),
  )
  const client = emulator.client()
  const options = { maxRetries: 200, timeout: { total: 'x' }, backoff: 5, extraQuery: [], extraBody: [] }
  const words = (error: unknown): boolean =>
    error instanceof ValidationError &&
    Object.keys(options).every((name) => error.message.includes(name)) &&
    [error, ...error.violations].every(({ message }) => !foreign.test(message))
  assert.throws(() => client.withOptions(options as never), words)
  await assert.rejects(client.applications.get('a', options as never), words)
  // What the user wrote stays as it is.
  assert.throws(() => new Client({ token: 't', caFile: '/nowhere/ca_file.pem', baseUrl: emulator.url }), /`\/nowhere\/ca_file\.pem`/)
  for (const name of ['environment', 'language', 'options']) {
    assert.throws(() => new Client({ token: 't', [name]: {} }), /is not a setting/)
  }
})
