// The package inside a test runner, which gives each test file a realm or an environment of its
// own. Runs in every environment of Jest and Vitest.

import { AbortController as OtherController } from 'abort-controller'
import { URL as NodeUrl } from 'node:url'
import { runInNewContext, runInThisContext } from 'node:vm'

import * as sdk from 'edgegap-sdk'

const { Client, Emulator } = sdk
const timers = typeof jest === 'undefined' ? globalThis.vi : jest

const APPLICATION = { name: 'my-game', is_active: true, image: '' }

let emulator
let client

beforeEach(async () => {
  emulator = await Emulator.start()
  client = emulator.client()
})

afterEach(() => emulator.stop())

/** The error that a function throws or rejects with. */
async function getError(act) {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('no error')
}

test('errors are of the classes of this realm, and say what is wrong', async () => {
  const closed = emulator.client()
  closed.close()
  const failing = {
    ConfigurationError: [() => new Client({ token: 'a', baseUrl: 'no URL' }), 'baseUrl'],
    ValidationError: [() => client.withOptions({ maxRetries: -1 }), 'maxRetries'],
    NotFoundError: [() => client.applications.get('nope'), '404'],
    ClosedError: [() => closed.applications.get('nope'), 'closed'],
  }
  for (const [name, [act, part]] of Object.entries(failing)) {
    const error = await getError(act)
    expect(error).toBeInstanceOf(sdk[name])
    expect(error).toBeInstanceOf(sdk.EdgegapError)
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toContain(part)
    expect(error.message).not.toContain('report it')
  }
  for (const [act, part] of [
    [() => Emulator.start({ port: -1 }), 'port'],
    [() => emulator.inject({ kind: 'explode' }), 'explode'],
    [() => client.applications.get(''), 'app'],
  ]) {
    const error = await getError(act)
    expect(error).toBeInstanceOf(sdk.EdgegapError)
    expect(error.message).toContain(part)
    expect(error.message).not.toContain('report it')
  }
  await expect(client.applications.get('nope')).rejects.toThrow(sdk.NotFoundError)
})

test('replies are plain objects of this realm', async () => {
  const made = await client.applications.create(APPLICATION)
  const { create_time, last_updated } = made
  expect(await client.applications.get('my-game')).toStrictEqual({ ...APPLICATION, create_time, last_updated })
  expect(await client.applications.list().collect()).toStrictEqual([made])
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
  expect(sdk.toNew(made)).toStrictEqual(APPLICATION)
})

test('images of any realm are bytes or files', async () => {
  const bytes = 'new Uint8Array([105, 99, 111, 110])'
  const images = {
    here: new Uint8Array([105, 99, 111, 110]),
    here_buffer: new Uint8Array([105, 99, 111, 110]).buffer,
    buffer: Buffer.from('icon'),
    outside: runInThisContext(bytes),
    outside_buffer: runInThisContext(`${bytes}.buffer`),
    elsewhere: runInNewContext(bytes),
    elsewhere_view: runInNewContext(`new DataView(${bytes}.buffer)`),
    base64: 'aWNvbg==',
  }
  for (const [name, image] of Object.entries(images)) {
    expect((await client.applications.create({ ...APPLICATION, name, image })).image).toBe('aWNvbg==')
  }
  const missing = new NodeUrl('file:///does/not/exist.png')
  for (const image of [missing, new URL(missing.href), runInNewContext("({ path: '/does/not/exist.png' })")]) {
    const error = await getError(() => client.applications.create({ ...APPLICATION, image }))
    expect(error).toBeInstanceOf(sdk.ValidationError)
    expect(error.message).toContain('exist.png')
  }
})

test('signals of any realm and library cancel a call', async () => {
  await emulator.inject({ kind: 'stall', operation: 'applications.get' })
  for (const Controller of [AbortController, OtherController, runInThisContext('AbortController')]) {
    const controller = new Controller()
    const call = client.applications.get('any', { signal: controller.signal })
    controller.abort()
    expect(await getError(() => call)).toBeInstanceOf(sdk.CancelledError)
  }
})

test('a listener that throws or rejects in any way never changes a call', async () => {
  await client.applications.create(APPLICATION)
  const { emitWarning } = process
  const warned = []
  process.emitWarning = (message) => warned.push(message)
  try {
    const throwing = [
      () => {
        throw new Error('mine')
      },
      async () => {
        throw new Error('mine')
      },
      runInThisContext("() => { throw new Error('mine') }"),
      runInThisContext("async () => { throw new Error('mine') }"),
      runInNewContext("() => Promise.reject(new Error('mine'))"),
      runInNewContext("() => ({ then() { throw 'mine' } })"),
    ]
    for (const onEvent of throwing) {
      const listening = emulator.client({ onEvent })
      expect((await listening.applications.get('my-game')).name).toBe('my-game')
      expect(await getError(() => listening.applications.get('nope'))).toBeInstanceOf(sdk.NotFoundError)
    }
    expect(warned).toEqual(Array(2 * throwing.length).fill('mine'))
  } finally {
    process.emitWarning = emitWarning
  }
})

test('calls complete while timers are faked', async () => {
  timers.useFakeTimers()
  try {
    await emulator.inject({ kind: 'status', code: 503, times: 1 })
    const backoff = { initial: 1, max: 1 }
    const call = client.applications.list({}, { backoff, timeout: 30_000 }).pages().next()
    const { value } = await call
    expect(value.meta.attempts.map(({ outcome }) => outcome)).toEqual(['503', '200'])
  } finally {
    timers.useRealTimers()
  }
})

test('the environment is that of the test', async () => {
  process.env.EDGEGAP_BASE_URL = emulator.url
  process.env.EDGEGAP_TOKEN = emulator.token
  try {
    expect(await new Client().applications.list().total()).toBe(0)
  } finally {
    delete process.env.EDGEGAP_BASE_URL
    delete process.env.EDGEGAP_TOKEN
  }
})

test('a list is not taken for an array', async () => {
  expect(await getError(() => expect(client.applications.list()).toEqual([]))).toBeDefined()
  expect(() => [...client.applications.list()]).toThrow('list.collect()')
  expect(() => client.applications.list().filter(Boolean)).toThrow(TypeError)
  expect(client.applications.list().length).toBeUndefined()
})

test('a list can be printed and mocked', async () => {
  const list = client.applications.list()
  const error = await getError(() => expect(list).toBeNull())
  expect(error.message).not.toContain('not an array')
  expect(JSON.stringify([list])).toContain('list.collect()')
  timers.spyOn(list, 'collect').mockResolvedValue(['mine'])
  expect(await list.collect()).toEqual(['mine'])
  timers.spyOn(list, 'filter').mockReturnValue('mine')
  expect(list.filter()).toBe('mine')
})

test('fresh modules work beside the first ones', async () => {
  timers.resetModules()
  const again = await import('edgegap-sdk')
  const other = await again.Emulator.start()
  await expect(other.client().applications.get('nope')).rejects.toThrow(again.NotFoundError)
  await other.stop()
  await expect(client.applications.get('nope')).rejects.toThrow(sdk.NotFoundError)
})
