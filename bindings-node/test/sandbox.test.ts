/**
 * Test runners such as Jest give every test file its own globals: `instanceof` of the wrong realm
 * fails there.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { Emulator } from 'edgegap-sdk'

import { saying } from './support/emulator.js'
import { sandbox, type Sandbox } from './support/sandbox.js'

let emulator: Emulator
let inside: Sandbox

before(async () => {
  emulator = await Emulator.start()
  inside = sandbox({ EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token })
})

after(() => emulator.stop())

/** The next warning of the process. */
async function warning(): Promise<Error & { code?: string; detail?: string }> {
  const [warned] = (await once(process, 'warning')) as [Error]
  return warned
}

test('the environment is that of the sandbox', async () => {
  const client = new inside.sdk.Client()
  assert.equal(client.baseUrl, emulator.url)
  assert.equal(await client.applications.list().total(), 0)
  assert.throws(() => new (sandbox().sdk.Client)(), /API token/)
})

test('errors are instances of the classes of the sandbox', async () => {
  const { sdk } = inside
  const client = new sdk.Client()
  assert.throws(() => new sdk.Client({ baseUrl: 'no URL' }), saying(sdk.ConfigurationError, 'baseUrl'))
  assert.throws(() => client.withOptions({ maxRetries: -1 }), sdk.ValidationError)
  await assert.rejects(client.applications.get('nope'), sdk.NotFoundError)
  await assert.rejects(client.applications.get(''), sdk.ValidationError)
  await assert.rejects(sdk.Emulator.start({ port: -1 }), sdk.ConfigurationError)
  const own = await sdk.Emulator.start()
  await assert.rejects(own.inject({ kind: 'explode' } as never), sdk.ValidationError)
  await own.stop()
  assert.throws(() => own.url, sdk.ClosedError)
  client.close()
  await assert.rejects(client.applications.get('nope'), sdk.ClosedError)
})

test('images of any realm are bytes and files', async () => {
  const client = new inside.sdk.Client()
  const folder = mkdtempSync(join(tmpdir(), 'edgegap-icon-'))
  const path = join(folder, 'icon.png')
  writeFileSync(path, 'icon')
  const url = pathToFileURL(path)
  // A URL of a browser implementation for tests.
  const foreign = { href: url.href, protocol: 'file:', searchParams: {}, toJSON: () => url.href }
  const images: Record<string, unknown> = {
    outside: new Uint8Array([105, 99, 111, 110]),
    inside: inside.evaluate('new Uint8Array([105, 99, 111, 110])'),
    part: inside.evaluate('new Uint8Array([0, 105, 99, 111, 110, 0]).subarray(1, 5)'),
    buffer: Buffer.from('icon'),
    memory: inside.evaluate('new Uint8Array([105, 99, 111, 110]).buffer'),
    view: inside.evaluate('new DataView(new Uint8Array([105, 99, 111, 110]).buffer)'),
    shared: inside.evaluate(
      '((shared) => (new Uint8Array(shared).set([105, 99, 111, 110]), shared))(new SharedArrayBuffer(4))',
    ),
    url,
    foreign,
    path: (inside.evaluate('(path) => ({ path })') as (path: string) => unknown)(path),
  }
  for (const [name, image] of Object.entries(images)) {
    await client.applications.create({ name, is_active: true, image: image as never })
    const body = (await emulator.requests()).at(-1)?.body as { image: string }
    assert.equal(Buffer.from(body.image, 'base64').toString(), 'icon', name)
  }
  rmSync(folder, { recursive: true })
})

test('a listener of the sandbox that throws or rejects causes a warning only', async () => {
  const { sdk, evaluate } = inside
  const listeners: Record<string, string> = {
    'an error': "() => { throw new Error('mine') }",
    'a rejection': "() => Promise.reject(new TypeError('mine'))",
    'an async function': "async () => { throw new Error('mine') }",
    'a thenable': "() => ({ then: (_, reject) => reject(new Error('mine')) })",
    'a thenable that throws': "() => ({ then() { throw new Error('mine') } })",
    'a string': "() => { throw 'mine' }",
  }
  for (const [name, source] of Object.entries(listeners)) {
    const client = new sdk.Client({ onEvent: evaluate(source) as () => unknown })
    for (const call of [
      () => client.applications.list().total(),
      () => client.applications.get('nope').catch((error: unknown) => error),
    ]) {
      const [warned] = await Promise.all([warning(), call()])
      assert.deepEqual([warned.message, warned.code], ['mine', 'EDGEGAP_LISTENER'], name)
    }
  }
})

test('signals of any realm and library cancel a call', async () => {
  const { sdk, evaluate } = inside
  // Like the package abort-controller: no reason, no static methods.
  const controller = evaluate(`(() => {
    const listeners = new Set()
    const signal = {
      aborted: false,
      addEventListener: (_, listener) => listeners.add(listener),
      removeEventListener: (_, listener) => listeners.delete(listener),
    }
    const abort = () => {
      signal.aborted = true
      for (const listener of [...listeners]) listener()
    }
    return { signal, abort, count: () => listeners.size }
  })()`) as { signal: AbortSignal; abort(): void; count(): number }
  const client = new sdk.Client()
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  for (const { signal, abort } of [
    { signal: controller.signal, abort: controller.abort },
    ((own) => ({ signal: own.signal, abort: () => own.abort() }))(new AbortController()),
  ]) {
    await client.applications.list({}, { signal }).collect()
    const call = client.applications.get('any', { signal })
    abort()
    await assert.rejects(call, sdk.CancelledError)
    await assert.rejects(client.applications.get('any', { signal }), sdk.CancelledError)
  }
  await emulator.clearFaults()
  assert.equal(controller.count(), 0)
})

test('a program may have replaced the global Promise', async () => {
  // Like zone.js: a class that is not related to the native one.
  const script = `(() => {
    const Before = Promise
    globalThis.Promise = class {
      #inner
      constructor(run) { this.#inner = new Before(run) }
      then(...callbacks) { return Promise.resolve(this.#inner.then(...callbacks)) }
      catch(act) { return this.then(undefined, act) }
      static resolve(value) { return new Promise((settle) => settle(value)) }
    }
  })()`
  const { sdk } = sandbox({ EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }, script)
  const client = new sdk.Client({ onEvent: () => undefined })
  const list = client.applications.list()
  const total = await list.total()
  assert.equal((await list.collect()).length, total)
  const call = client.applications.create({ name: 'of-another-promise', is_active: true, image: '' })
  assert.equal(await call.then(({ name }) => name), 'of-another-promise')
  assert.equal((await client.applications.get('of-another-promise').withMeta()).meta.status, 200)
  assert.equal(
    await client.applications.get('nope').catch((error: unknown) => error instanceof sdk.NotFoundError),
    true,
  )
})

test('any number of sandboxes load the same addon', async () => {
  const many = Array.from({ length: 5 }, () =>
    sandbox({ EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }),
  )
  const totals = await Promise.all(many.map(({ sdk }) => new sdk.Client().withOptions({}).applications.list().total()))
  assert.deepEqual(
    totals,
    Array.from(many, () => totals[0]),
  )
})
