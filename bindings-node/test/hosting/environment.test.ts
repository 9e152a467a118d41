/**
 * Settings come from `process.env` of JavaScript: that of a worker, and with the changes of the
 * program. The environment that the process was started with names another service and token.
 */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, afterEach, before, test } from 'node:test'
import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads'

import { Client, ConfigurationError, Emulator, type ClientOptions } from 'edgegap-sdk'

import { child, run, script, succeeds } from '../support/child.js'
import { Held } from '../support/held.js'
import { PACKAGE } from '../support/place.js'

const CANARY = 'canary-of-the-process'

/** The variables before a test. */
const names = new Set(Object.keys(process.env))

/** The service that no test may call. */
let live: Held
let emulator: Emulator

before(async () => {
  live = await Held.start()
  emulator = await Emulator.start()
})

after(async () => {
  live.stop()
  await emulator.stop()
})

afterEach(() => {
  assert.equal(live.count, 0, 'the service of the process was called')
  for (const name of Object.keys(process.env)) if (!names.has(name)) Reflect.deleteProperty(process.env, name)
})

/** The message of a worker with this environment. */
async function worker(env: WorkerOptions['env'], settings: ClientOptions = {}): Promise<Record<string, unknown>> {
  const worker = new Worker(script('environment'), { env, workerData: settings })
  const [[message]] = (await Promise.all([once(worker, 'message'), once(worker, 'exit')])) as [
    [Record<string, unknown>],
    unknown,
  ]
  return message
}

function ofProcess(): Record<string, string> {
  return { EDGEGAP_BASE_URL: live.url, EDGEGAP_TOKEN: CANARY }
}

function ofEmulator(): Record<string, string> {
  return { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
}

test('a worker has the environment that it was given', async () => {
  Object.assign(process.env, ofProcess())
  assert.deepEqual(await worker(ofEmulator()), { baseUrl: emulator.url, total: 0 })
  assert.deepEqual(await worker({ ...ofProcess(), ...ofEmulator() }), { baseUrl: emulator.url, total: 0 })
  const { code, message } = await worker({})
  assert.equal(code, 'configuration')
  assert.match(String(message), /API token/)
})

test('a process uses the variables that it set itself', async () => {
  await succeeds(child('own-environment', ofProcess(), [emulator.url, emulator.token]))
})

test('a worker can share the environment', async () => {
  Object.assign(process.env, ofEmulator())
  assert.deepEqual(await worker(SHARE_ENV), { baseUrl: emulator.url, total: 0 })
  assert.deepEqual(await worker(undefined), { baseUrl: emulator.url, total: 0 })
})

test('a client keeps the settings that it was created with', async () => {
  Object.assign(process.env, ofEmulator())
  const first = new Client()
  Object.assign(process.env, { ...ofProcess(), EDGEGAP_BASE_URL: 'http://127.0.0.1:2' })
  const second = new Client()
  delete process.env['EDGEGAP_TOKEN']
  assert.throws(() => new Client(), ConfigurationError)
  assert.deepEqual([first.baseUrl, second.baseUrl], [emulator.url, 'http://127.0.0.1:2'])
  assert.equal(await first.withOptions({ maxRetries: 0 }).applications.list().total(), 0)
  const { env } = process
  try {
    // Tests do so to restore the environment.
    process.env = { ...ofEmulator(), EDGEGAP_EMULATOR_PORT: undefined, OTHER: 5 as never }
    assert.equal(new Client().baseUrl, emulator.url)
    process.env = undefined as never
    assert.throws(() => new Client(), ConfigurationError)
  } finally {
    process.env = env
  }
})

test('certificates and proxies come from the environment of the worker', async () => {
  Object.assign(process.env, {
    SSL_CERT_FILE: '/nowhere/of-the-process.pem',
    HTTPS_PROXY: 'nonsense://proxy-of-the-process',
  })
  const settings = { token: 't', baseUrl: 'https://127.0.0.1:1', maxRetries: 0 }
  assert.throws(() => new Client(settings), /SSL_CERT_FILE|HTTPS_PROXY/)
  const unset = await worker({}, settings)
  assert.equal(unset['code'], 'connection', String(unset['message']))
  process.env['SSL_CERT_FILE'] = ''
  process.env['HTTPS_PROXY'] = ' '
  assert.equal(new Client(settings).baseUrl, settings.baseUrl, 'blank variables are not set')
  for (const [name, value] of Object.entries({
    SSL_CERT_FILE: '/nowhere/of-the-worker.pem',
    HTTPS_PROXY: 'nonsense://h',
  })) {
    const { code, message } = await worker({ [name]: value }, { ...settings, baseUrl: 'https://service.invalid' })
    assert.equal(code, 'configuration', name)
    assert.ok(String(message).includes(name), String(message))
  }
})

test('EDGEGAP_LOG comes from the environment of the worker', async () => {
  const ended = await child('own-environment', { ...ofProcess(), EDGEGAP_LOG: 'debug' }, [
    emulator.url,
    emulator.token,
    'info',
  ])
  assert.equal(ended.stdout, 'done\n')
  assert.match(ended.stderr, /^(\S+ edgegap info applications\.list GET 200 in \d+ ms, 1 attempt, request \d+\n)+$/)
})

test(
  'a variable that is not valid Unicode is reported',
  { skip: process.platform === 'win32' && 'variables are always Unicode' },
  async () => {
    const source = `
    const { Client } = require('edgegap-sdk')
    try { new Client() } catch (error) { console.log(error.code, error.message) }`
    const command = `EDGEGAP_TOKEN="$(printf 'a\\377b')" exec "$0" -e "$1"`
    const ended = await run('sh', ['-c', command, process.execPath, source], {}, PACKAGE)
    assert.match(ended.stdout, /^configuration .*EDGEGAP_TOKEN is not valid Unicode/, ended.stderr)
  },
)

test('an unknown variable with the prefix EDGEGAP_ causes one warning', async () => {
  const source = `
    const { Client } = require('edgegap-sdk')
    process.on('warning', ({ code, message }) => console.log(code, message))
    process.env.EDGEGAP_URL = 'http://127.0.0.1:1'
    for (let count = 0; count < 3; count++) new Client({ token: 't' })
    process.emitWarning = () => { throw new Error('mine') }
    process.env.EDGEGAP_HOST = 'h'
    new Client({ token: 't' })`
  const ended = await run(process.execPath, ['-e', source], {}, PACKAGE)
  assert.equal(ended.code, 0, ended.stderr)
  assert.match(ended.stdout, /^EDGEGAP_ENVIRONMENT the variable EDGEGAP_URL is set, but .*EDGEGAP_BASE_URL\n$/)
  assert.match(ended.stderr, /\[EDGEGAP_ENVIRONMENT\] Warning: the variable EDGEGAP_URL/)
})

for (const [word, isShown] of [
  ...(['', ' ', 'warning', 'info', 'DEBUG'] as const).map((word) => [word, true] as const),
  ...(['off', 'none', ' 0 ', 'error', 'ERROR'] as const).map((word) => [word, false] as const),
]) {
  test(`warnings about settings are ${isShown ? '' : 'not '}emitted with EDGEGAP_LOG=${word}`, async () => {
    const source = "new (require('edgegap-sdk').Client)({ token: 't' })"
    const ended = await run(process.execPath, ['-e', source], { EDGEGAP_LOG: word, EDGEGAP_URL: 'u' }, PACKAGE)
    assert.deepEqual([ended.code, ended.stdout], [0, ''], ended.stderr)
    if (isShown) assert.match(ended.stderr, /Warning: the variable EDGEGAP_URL is set/)
    else assert.equal(ended.stderr, '')
  })
}
