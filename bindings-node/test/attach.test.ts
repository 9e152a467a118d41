/** Handles to emulators in other processes, and the program that runs one. */

import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'

import {
  AuthenticationError,
  BadRequestError,
  ClosedError,
  ConfigurationError,
  ConnectionFailedError,
  Emulator,
  ValidationError,
} from 'edgegap-sdk'

import { succeeds, child } from './support/child.js'
import { APPLICATION, createAll, saying } from './support/emulator.js'
import { ROOT } from './support/place.js'

const TOKEN = "it's-own"
const PROGRAM = join(ROOT, 'bindings-node', 'dist', 'program.js')

/** What the program announces with `--print json`. */
interface Ready {
  readonly url: string
  readonly token: string
  readonly pid: number
}

/** Runs the program until the test ends. */
async function program(context: TestContext, ...args: string[]): Promise<Ready & { child: ChildProcess }> {
  const started = spawn(process.execPath, [PROGRAM, '--port=0', '--print=json', `--token=${TOKEN}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  context.after(() => started.kill('SIGKILL'))
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string]
  return { ...(JSON.parse(line) as Ready), child: started }
}

test('a handle has the methods of an emulator', async (context) => {
  const { url } = await program(context)
  await using emulator = await Emulator.attach(` ${url}/ `, { token: TOKEN })
  assert.deepEqual([emulator.url, emulator.token, inspect(emulator)], [url, TOKEN, `Emulator { url: '${url}' }`])
  assert.equal(JSON.stringify(emulator), JSON.stringify({ url }))
  const client = emulator.client()
  await emulator.setQuota({ applications: 1 })
  await createAll(client, 'first')
  await assert.rejects(createAll(client, 'second'), saying(BadRequestError, 'limit of 1'))
  await emulator.inject({ kind: 'status', code: 503, retryAfter: 1, operation: 'applications.list', times: 1 })
  const [fault] = await emulator.faults()
  assert.deepEqual([fault?.kind, fault?.hits], ['status', 0])
  await assert.rejects(emulator.inject({ kind: 'explode' as 'reset' }), saying(ValidationError, 'explode'))
  await emulator.clearFaults()
  assert.deepEqual(await emulator.faults(), [])
  const limit = { kind: 'rate_limit', calls: 0, ms: 600_000, retryAfter: '1', operation: 'versions.list' } as const
  const id = await emulator.inject({ ...limit, chance: 1, ttlMs: 600_000, name: 'game' })
  assert.deepEqual(await emulator.faults(), [
    { id, ...limit, when: 'before', skip: 0, chance: 1, ttlMs: 600_000, name: 'game', hits: 0, isActive: true },
  ])
  await emulator.removeFault(id)
  await assert.rejects(emulator.removeFault(id), saying(ValidationError, 'no fault'))
  await emulator.inject({ kind: 'eventual_list', ms: 600_000, operation: 'applications.list' })
  assert.deepEqual(await client.applications.list().collect(), [])
  const recorded = (await emulator.requests()).at(-1)
  assert.deepEqual([recorded?.fault, recorded?.response_headers['content-type']], ['eventual_list', 'application/json'])
  assert.deepEqual((recorded?.response_body as { total_count: number }).total_count, 0)
  await emulator.clearFaults()
  await emulator.seedTags('game', ['v1'])
  await emulator.setTokens(['other', TOKEN])
  assert.equal((await emulator.client({ token: 'other' }).applications.get('first')).name, 'first')
  const requests = await emulator.requests()
  assert.equal(requests.at(-1)?.operation, 'applications.get')
  await emulator.clearRequests()
  await emulator.reset()
  assert.deepEqual(await emulator.requests(), [])
})

test('a scene is saved and loaded', async () => {
  await using emulator = await Emulator.start()
  await emulator.load('demo')
  const scene = await emulator.state()
  const names = (await emulator.client().applications.list().collect()).map(({ name }) => name)
  assert.deepEqual(names, ['space-arena', 'tiny-kart'])
  await emulator.reset()
  await emulator.load(scene)
  assert.deepEqual(await emulator.state(), scene)
  await assert.rejects(emulator.load('none'), saying(ValidationError, 'no scene'))
  await assert.rejects(emulator.load({ applications: [{}] }), saying(ValidationError, 'applications[0]'))
  assert.deepEqual(await emulator.state(), scene)
})

test('the URL may be an object', async (context) => {
  const { url } = await program(context)
  // The second is like that of another realm or library.
  const foreign: unknown = { href: `${url}/`, protocol: 'http:', searchParams: {} }
  for (const given of [new URL(url), new URL(`${url}/_emulator`), foreign as URL]) {
    const emulator = await Emulator.attach(given, { token: TOKEN })
    assert.equal(emulator.url, url)
    await emulator.reset()
  }
  const secret = new URL('http://user:canary@127.0.0.1:1')
  await assert.rejects(Emulator.attach(secret), saying(ConfigurationError, 'user name or password'))
})

test('stopping a handle only detaches it', async (context) => {
  const { url } = await program(context)
  const emulator = await Emulator.attach(url, { token: TOKEN })
  const client = emulator.client()
  await emulator.stop()
  await emulator.stop()
  assert.throws(() => emulator.url, saying(ClosedError, 'attach again'))
  assert.throws(() => emulator.client(), ClosedError)
  await assert.rejects(emulator.reset(), saying(ClosedError, 'attach again'))
  assert.equal(inspect(emulator), 'Emulator { detached }')
  assert.equal(JSON.stringify(emulator), '{}')
  await createAll(client, 'my-game')
  const again = await Emulator.attach(url, { token: TOKEN })
  assert.equal((await again.requests()).length, 1)
})

test('what cannot be attached is explained', async (context) => {
  const { url } = await program(context)
  const other = createServer((socket) => {
    socket.on('data', (data) => {
      assert.ok(!data.includes('canary'))
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    })
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const place = `http://127.0.0.1:${(other.address() as AddressInfo).port.toString()}`
  const notOne = saying(ConfigurationError, 'is not an emulator')
  await assert.rejects(Emulator.attach(place, { token: 'canary' }), notOne)
  other.close()
  await once(other, 'close')
  await assert.rejects(Emulator.attach(place), saying(ConnectionFailedError, 'refused', 'start one with'))
  await assert.rejects(Emulator.attach(url), saying(AuthenticationError, 'other tokens'))
  for (const [wrong, options, message] of [
    ['https://api.edgegap.com', {}, 'https'],
    ['http://user:canary@127.0.0.1:1', {}, 'user name or password'],
    ['localhost:8080', null, 'add http://'],
    ['', undefined, 'is empty'],
    [undefined, {}, 'is empty'],
    [null, {}, 'is empty'],
    [8080, {}, 'url must be a string or a URL, not a number: pass what the emulator printed'],
    [[url], {}, 'not a list'],
    [{ url: 'canary' }, {}, 'not an object'],
    [Promise.resolve('canary'), {}, 'not a Promise'],
    [Object.create(Emulator.prototype), {}, 'not an Emulator'],
    [() => 'canary', {}, 'not a function'],
    [url, { token: 5 }, 'token must be a string'],
    [url, { tokn: 'canary' }, 'tokn is not a setting'],
    [url, 'canary', 'must be an object, like { token }'],
    [url, { token: 'canary canary' }, 'A token '],
  ] as [string, object | undefined, string][]) {
    await assert.rejects(Emulator.attach(wrong, options), (error) => {
      assert.ok(!inspect(error).includes('canary'), inspect(error))
      return saying(ConfigurationError, message)(error)
    })
  }
})

test('a worker attaches and its end does not stop the emulator', async () => {
  const emulator = await Emulator.start()
  const code = `
    const { Emulator } = require('edgegap-sdk')
    const { parentPort, workerData } = require('node:worker_threads')
    Emulator.attach(workerData).then(async (emulator) => {
      await emulator.client().applications.create(${JSON.stringify(APPLICATION)})
      parentPort.postMessage((await emulator.requests()).length)
    })`
  const worker = new Worker(code, { eval: true, workerData: emulator.url })
  assert.deepEqual(await once(worker, 'message'), [1])
  await worker.terminate()
  assert.equal((await emulator.requests()).length, 1)
  await emulator.stop()
})

test('an emulator of this process can be attached, and its clients need no reference to it', async () => {
  await succeeds(child('attached', {}, []))
})

test('the program announces that it is ready, and ends', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgegap-'))
  context.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'ready.json')
  const { url, token, pid, child: process } = await program(context, `--ready-file=${path}`)
  const ready = JSON.parse(await readFile(path, 'utf8')) as Ready
  assert.deepEqual([ready.url, ready.token, ready.pid], [url, token, pid])
  assert.equal(pid, process.pid)
  process.kill('SIGTERM')
  assert.deepEqual(await once(process, 'exit'), [0, null])
  await assert.rejects(access(path))
})
