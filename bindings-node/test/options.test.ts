/** Settings and options as forms, files, classes and libraries yield them. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'

import {
  AuthenticationError,
  Client,
  ConfigurationError,
  Emulator,
  TimedOutError,
  ValidationError,
  type ClientOptions,
} from 'edgegap-sdk'

import { fail, saying, start } from './support/emulator.js'
import { Held } from './support/held.js'

/** The service in the environment, which no test may call. */
let live: Held
let emulator: Emulator

before(async () => {
  live = await Held.start()
  emulator = await Emulator.start()
  Object.assign(process.env, { EDGEGAP_BASE_URL: live.url, EDGEGAP_TOKEN: 'canary-of-the-environment' })
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
  const unset: Record<string, ClientOptions | null | undefined> = {
    undefined,
    null: null,
    'an empty object': {},
    'properties that are undefined': { token: undefined, baseUrl: undefined, proxy: undefined, timeout: undefined },
    'properties that are null': {
      token: null,
      baseUrl: null,
      caFile: null,
      onEvent: null,
      allowHttp: null,
      maxConcurrency: null,
    },
    'blank strings, as a form yields them': { token: '', baseUrl: ' ', proxy: '', caFile: '\t', userAgent: '' },
    'an object without prototype': Object.create(null) as object,
    'a frozen object': Object.freeze({ token: undefined, backoff: Object.freeze({ initial: undefined }) }),
  }
  for (const [name, options] of Object.entries(unset)) {
    test(`has the URL and token of the emulator with ${name}`, async () => {
      const client = emulator.client(options)
      assert.equal(client.baseUrl, emulator.url)
      assert.equal(await client.applications.list().total(), 0, 'the token is accepted')
    })
  }

  test('has the URL and token that are set', async () => {
    await assert.rejects(emulator.client({ token: 'other' }).applications.list().total(), AuthenticationError)
    assert.equal(emulator.client({ baseUrl: 'http://127.0.0.1:9' }).baseUrl, 'http://127.0.0.1:9')
  })
})

/** Objects with these settings, as programs create them. */
const holders: Record<string, (settings: ClientOptions) => unknown> = {
  'a frozen object': (settings) => Object.freeze(settings),
  'an object without prototype': (settings) => Object.assign(Object.create(null) as object, settings),
  'the prototype of an object': (settings) => Object.create(settings) as unknown,
  'properties that are not enumerable': (settings) =>
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
  'properties of a base class': (settings) => {
    class Base {
      constructor() {
        Object.assign(this, settings)
      }
      toJSON(): string {
        return 'ignored'
      }
    }
    return new (class extends Base {})()
  },
  'a proxy': (settings) => new Proxy(settings, {}),
  'a proxy of an empty object': (settings) => {
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
  'properties next to symbols': (settings) => ({ ...settings, [Symbol('mine')]: NaN }),
}

for (const [name, hold] of Object.entries(holders)) {
  test(`settings may be in ${name}`, async () => {
    const settings = hold({ token: emulator.token, baseUrl: emulator.url })
    const client = new Client(settings as ClientOptions)
    assert.equal(client.baseUrl, emulator.url)
    assert.equal(await client.applications.list().total(), 0, 'the token is accepted')
  })
}

test('a property of Object.prototype is not a setting', () => {
  const all = Object.prototype as { baseUrl?: unknown }
  Object.defineProperty(all, 'baseUrl', { value: 'http://127.0.0.1:9', configurable: true, enumerable: true })
  try {
    assert.equal(new Client({ token: 't' }).baseUrl, live.url)
    assert.equal(emulator.client().baseUrl, emulator.url)
  } finally {
    delete all.baseUrl
  }
})

const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** Values that could be taken for settings in which nothing is set, and unreadable objects. */
const wrong: [unknown, string][] = [
  [Promise.resolve({ token: 'canary' }), 'a Promise'],
  [new Map([['token', 'canary']]), 'a Map'],
  [[{ token: 'canary' }], 'a list'],
  [[], 'a list'],
  ['canary', 'a string'],
  [Object('canary'), 'a String'],
  [() => ({ token: 'canary' }), 'a function'],
  [5, 'a number'],
  [new Date(0), 'a Date'],
  [new Error('canary'), 'an Error'],
  [revoked.proxy, 'an object that cannot be read'],
  [new Proxy({}, { ownKeys: fail }), 'an object that cannot be read'],
  [new Proxy({}, { getPrototypeOf: fail }), 'an object that cannot be read'],
  [new Proxy({}, { has: fail }), 'an object that cannot be read'],
]

for (const [index, [value, description]] of wrong.entries()) {
  test(`settings and options cannot be ${description} (${index})`, async () => {
    const matches = (error: unknown): boolean =>
      (error instanceof ConfigurationError || error instanceof ValidationError) &&
      error.message.includes(`not ${description}`) &&
      !error.message.includes('canary')
    const client = emulator.client()
    assert.throws(() => new Client(value as never), matches)
    assert.throws(() => emulator.client(value as never), matches)
    assert.throws(() => client.withOptions(value as never), matches)
    await assert.rejects(client.applications.get('a', value as never), matches)
    await assert.rejects(client.applications.list({}, value as never).collect(), matches)
    await assert.rejects(Emulator.start(value as never), matches)
    assert.deepEqual(await emulator.requests(), [])
  })
}

test('a getter that throws is reported, and nothing is sent', async () => {
  const thrower = (name: string): never => Object.defineProperty({}, name, { enumerable: true, get: fail }) as never
  const { applications, versions } = emulator.client()
  for (const [name, message] of [
    ['token', 'token must be a string'],
    ['baseUrl', 'baseUrl must be a string'],
    ['timeout', 'timeout'],
    ['onEvent', 'onEvent must be a function'],
  ] as const) {
    assert.throws(() => emulator.client(thrower(name)), saying(ConfigurationError, message))
  }
  for (const name of ['timeout', 'headers', 'signal']) {
    await assert.rejects(applications.get('a', thrower(name)), saying(ValidationError, name))
  }
  for (const name of ['timeout', 'backoff', 'headers', 'extraQuery', 'extraBody']) {
    for (const [value, description] of wrong) {
      if (description === 'a number') continue
      const options = { [name]: value } as never
      const matches = saying(Error, `${name}: must be`, description)
      assert.throws(() => emulator.client(options), matches)
      assert.throws(() => emulator.client().withOptions(options), matches)
      await assert.rejects(applications.get('a', options), matches)
    }
  }
  const signal = { aborted: false, addEventListener: fail, removeEventListener: fail }
  await assert.rejects(applications.get('a', { signal }), ValidationError)
  const descriptors = new Proxy({ image: 'a' }, { getOwnPropertyDescriptor: fail })
  for (const body of [revoked.proxy, new Proxy({}, { ownKeys: fail }), descriptors]) {
    await assert.rejects(applications.update('a', body), ValidationError)
    await assert.rejects(versions.create('a', body as never), ValidationError)
  }
  assert.deepEqual(await emulator.requests(), [])
  for (const fault of [revoked.proxy, null, 5, new Map(), thrower('kind')]) {
    await assert.rejects(emulator.inject(fault as never), ValidationError)
  }
  const unset = { operation: null, when: null, skip: null, retryAfter: null }
  await emulator.inject({ kind: 'status', code: 503, times: 1, ...unset })
  await emulator.clearFaults()
})

test('options that are not set are inherited from the client', async () => {
  const headers = { 'x-a': 'client', 'x-b': undefined, 'x-c': null }
  const client = emulator.client({ maxRetries: 0, headers, timeout: null })
  const unset = {
    timeout: { connect: null, attempt: undefined, total: null },
    backoff: { initial: null, max: null },
  }
  const none = { maxRetries: null, headers: null, extraQuery: null, extraBody: null, signal: null }
  const empty = { headers: { 'x-a': null }, extraQuery: { a: null, b: undefined } }
  for (const options of [null, undefined, {}, none, unset, empty]) {
    for (const view of [client, client.withOptions({ ...options, signal: undefined } as never)]) {
      await view.applications.list({}, options as never).collect()
      const request = (await emulator.requests()).at(-1)
      const sent = ['x-a', 'x-b', 'x-c'].map((name) => request?.headers[name])
      assert.deepEqual([...sent, request?.query], ['client', undefined, undefined, 'page=1&limit=100'])
    }
  }
  assert.equal(client.withOptions(null).baseUrl, emulator.url)
  assert.equal((await client.applications.list().collect({ limit: null })).length, 0)
  await emulator.inject({ kind: 'status', code: 503, times: 1 })
  await assert.rejects(client.applications.list({}, { maxRetries: null }).total(), { code: 'server' })
})

test('null in a body is sent as null', async () => {
  const { applications, versions } = emulator.client()
  await applications.get('a', { extraBody: null }).catch(() => undefined)
  await assert.rejects(applications.create(null as never), ValidationError)
  await versions.update('a', '1', { max_duration: null }, { extraBody: { mine: null } }).catch(() => undefined)
  assert.deepEqual((await emulator.requests()).at(-1)?.body, { max_duration: null, mine: null })
})

test('settings of an emulator that are not set have their defaults', async () => {
  for (const options of [null, {}, { port: null, host: '', data: '', registry: ' ', tokens: null, verbose: null }]) {
    const other = await Emulator.start(options)
    assert.equal(other.token, 'emulator-token')
    assert.equal(await other.client().applications.list().total(), 0)
    await other.stop()
  }
})

test('messages have the names and units of TypeScript', async () => {
  const settings = {
    ...{ maxRetries: 200, timeout: '30', backoff: 5, maxConcurrency: 0, maxBodyBytes: 0, userAgent: 5 },
    ...{ allowHttp: 'yes', caFile: 5, baseUrl: 5 },
  }
  const foreign = /_retries|_ms|max_|user_agent|allow_http|ca_file|base_url|extra_/
  assert.throws(
    () => new Client({ token: 't', ...settings } as never),
    (error: Error) =>
      saying(ConfigurationError, ...Object.keys(settings), 'timeout: must be a number of milliseconds')(error) &&
      !foreign.test(error.message),
  )
  const client = emulator.client()
  const options = { maxRetries: 200, timeout: { total: 'x' }, backoff: 5, extraQuery: [], extraBody: [] }
  const matches = (error: unknown): boolean =>
    error instanceof ValidationError &&
    saying(ValidationError, ...Object.keys(options))(error) &&
    [error, ...error.violations].every(({ message }) => !foreign.test(message))
  assert.throws(() => client.withOptions(options as never), matches)
  await assert.rejects(client.applications.get('a', options as never), matches)
  // A value of the user is not translated.
  const missing = { token: 't', caFile: '/nowhere/ca_file.pem', baseUrl: emulator.url }
  assert.throws(() => new Client(missing), /`\/nowhere\/ca_file\.pem`/)
  for (const name of ['environment', 'language', 'options']) {
    assert.throws(() => new Client({ token: 't', [name]: {} }), saying(ConfigurationError, name))
  }
})

test('a time limit under one second that expires names the unit and the option', async (context) => {
  const { emulator, client } = await start(context)
  await emulator.inject({ kind: 'stall' })
  const unit = 'Timeouts are in milliseconds: 30 is 0.03 s'
  for (const call of [
    () => client.applications.get('a', { timeout: 30 }),
    () => client.withOptions({ timeout: 30 }).applications.get('a'),
    () => emulator.client({ timeout: { total: 30 } }).applications.get('a'),
  ]) {
    await assert.rejects(call, saying(TimedOutError, 'within 30ms', 'Raise `timeout` if', unit))
  }
  const attempt = client.applications.get('a', { timeout: { attempt: 30 }, maxRetries: 0 })
  await assert.rejects(attempt, saying(TimedOutError, 'Raise `timeout.attempt` if', unit))
  const longer = client.applications.get('a', { timeout: { attempt: 1000 }, maxRetries: 0 })
  await assert.rejects(longer, (error) => error instanceof TimedOutError && !error.message.includes('milliseconds'))
})

test('an unknown field of an option is named with the option as it is written here', () => {
  const create = (): unknown => new Client({ token: 't', timeout: { seconds: 5 }, backoff: { first: 5 } } as never)
  const names = ['timeout.seconds: is not a field of `timeout`,', 'backoff.first: is not a field of `backoff`,']
  assert.throws(create, saying(ConfigurationError, ...names))
})
