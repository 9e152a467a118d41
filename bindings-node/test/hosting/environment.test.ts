/**
 * Settings come from `process.env` as JavaScript has it: that of a worker, and what the program wrote there. What the process was started with is
 * another service, with the token of somebody.
 */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads'

import { Client, ConfigurationError, Emulator, type ClientOptions } from 'edgegap-sdk'

import { child, run } from '../support/child.js'
import { Held } from '../support/held.js'
import { PACKAGE } from '../support/place.js'

const CANARY = 'canary-of-the-process'

/** What is in the environment before a test. */
const names = new Set(Object.keys(process.env))

/** The service that nobody may reach. */
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

/** What a worker with this environment says. */
async function worker(env: WorkerOptions['env'], settings: ClientOptions = {}): Promise<unknown> {
  const worker = new Worker(join(__dirname, '..', 'child', 'environment.js'), { env, workerData: settings })
  const [[said]] = (await Promise.all([once(worker, 'message'), once(worker, 'exit')])) as [[unknown], unknown]
  return said
}

function ofTheProcess(): Record<string, string> {
  return { EDGEGAP_BASE_URL: live.url, EDGEGAP_TOKEN: CANARY }
}

function own(): Record<string, string> {
  return { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
}

test('a worker has the environment that it was given', async () => {
  Object.assign(process.env, ofTheProcess())
  assert.deepEqual(await worker(own()), { baseUrl: emulator.url, total: 0 })
  assert.deepEqual(await worker({ ...ofTheProcess(), ...own() }), { baseUrl: emulator.url, total: 0 })
  const { code, message } = (await worker({})) as { code: string; message: string }
  assert.equal(code, 'configuration')
  assert.match(message, /no API token/)
})

test('so it is in a process that was started with other variables', async () => {
  const ended = await child('own-environment', ofTheProcess(), [emulator.url, emulator.token])
  assert.deepEqual([ended.code, ended.stderr, ended.stdout], [0, '', 'done\n'])
})

test('a worker shares the environment when it is told to', async () => {
  Object.assign(process.env, own())
  assert.deepEqual(await worker(SHARE_ENV), { baseUrl: emulator.url, total: 0 })
  assert.deepEqual(await worker(undefined), { baseUrl: emulator.url, total: 0 })
})

test('a client has what was set when it was made, and keeps it', async () => {
  Object.assign(process.env, own())
  const first = new Client()
  Object.assign(process.env, { ...ofTheProcess(), EDGEGAP_BASE_URL: 'http://127.0.0.1:2' })
  const second = new Client()
  delete process.env['EDGEGAP_TOKEN']
  assert.throws(() => new Client(), ConfigurationError)
  assert.deepEqual([first.baseUrl, second.baseUrl], [emulator.url, 'http://127.0.0.1:2'])
  assert.equal(await first.withOptions({ maxRetries: 0 }).applications.list().total(), 0)
  const { env } = process
  try {
    // As tests do that put everything back afterwards.
    process.env = { ...own(), EDGEGAP_EMULATOR_PORT: undefined, OTHER: 5 as never }
    assert.equal(new Client().baseUrl, emulator.url)
    process.env = undefined as never
    assert.throws(() => new Client(), ConfigurationError)
  } finally {
    process.env = env
  }
})

test('so it is for certificates and proxies', async () => {
  Object.assign(process.env, { SSL_CERT_FILE: '/nowhere/of-the-process.pem', HTTPS_PROXY: 'nonsense://proxy-of-the-process' })
  const settings = { token: 't', baseUrl: 'https://127.0.0.1:1', maxRetries: 0 }
  assert.throws(() => new Client(settings), /SSL_CERT_FILE|HTTPS_PROXY/)
  const nothing = (await worker({}, settings)) as { code: string; message: string }
  assert.equal(nothing.code, 'connection', nothing.message)
  process.env['SSL_CERT_FILE'] = ''
  process.env['HTTPS_PROXY'] = ' '
  assert.equal(new Client(settings).baseUrl, settings.baseUrl, 'what is empty is not set')
  for (const [name, value] of Object.entries({ SSL_CERT_FILE: '/nowhere/of-the-worker.pem', HTTPS_PROXY: 'nonsense://h' })) {
    const said = (await worker({ [name]: value }, { ...settings, baseUrl: 'https://service.invalid' })) as { code: string; message: string }
    assert.equal(said.code, 'configuration', name)
    assert.ok(said.message.includes(name), said.message)
  }
})

test('so it is for EDGEGAP_LOG', async () => {
  const ended = await child('own-environment', { ...ofTheProcess(), EDGEGAP_LOG: 'debug' }, [emulator.url, emulator.token, 'info'])
  assert.equal(ended.stdout, 'done\n')
  assert.match(ended.stderr, /^(edgegap: applications\.list 200 in \d+ ms, request \d+\n)+$/)
})

test('what is not valid Unicode is named', { skip: process.platform === 'win32' && 'no such variables' }, async () => {
  const script = `
    const { Client } = require('edgegap-sdk')
    try { new Client() } catch (error) { console.log(error.code, error.message) }`
  const command = `EDGEGAP_TOKEN="$(printf 'a\\377b')" exec "$0" -e "$1"`
  const ended = await run('sh', ['-c', command, process.execPath, script], {}, PACKAGE)
  assert.match(ended.stdout, /^configuration .*EDGEGAP_TOKEN is not valid Unicode/, ended.stderr)
})

test('a variable of ours that nothing reads is a warning, once', async () => {
  const script = `
    const { Client } = require('edgegap-sdk')
    process.on('warning', ({ code, message }) => console.log(code, message))
    process.env.EDGEGAP_URL = 'http://127.0.0.1:1'
    for (let count = 0; count < 3; count++) new Client({ token: 't' })
    process.emitWarning = () => { throw new Error('mine') }
    process.env.EDGEGAP_HOST = 'h'
    new Client({ token: 't' })`
  const ended = await run(process.execPath, ['-e', script], {}, PACKAGE)
  assert.equal(ended.code, 0, ended.stderr)
  assert.match(ended.stdout, /^EDGEGAP_ENVIRONMENT the variable EDGEGAP_URL is set, but .*EDGEGAP_BASE_URL\n$/)
  assert.match(ended.stderr, /\[EDGEGAP_ENVIRONMENT\] Warning: the variable EDGEGAP_URL/)
})
