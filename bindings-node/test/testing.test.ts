/** The helper of `edgegap-sdk/testing`: with node:test, and with hooks that the tests run. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import * as runner from 'node:test'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'

import { Client, ClosedError, ConfigurationError, ValidationError } from 'edgegap-sdk'
import { useEmulator, type Hook, type Hooks, type TestEmulator, type TestOptions } from 'edgegap-sdk/testing'

import { APPLICATION, createAll, saying } from './support/emulator.js'

const SCENE = { format: 'edgegap.emulator/1', applications: [APPLICATION], storages: [], images: {} }

const folder = mkdtempSync(join(tmpdir(), 'edgegap-testing-'))
const file = join(folder, 'scene.json')
writeFileSync(file, JSON.stringify(SCENE))
writeFileSync(join(folder, 'text.json'), 'not JSON')

// Used by all tests in this file.
const outer = useEmulator(runner)

after(() => {
  rmSync(folder, { recursive: true })
})

/** The names of the applications in an emulator. */
async function names(edgegap: TestEmulator): Promise<string[]> {
  return (await edgegap.client().applications.list().collect()).map(({ name }) => name)
}

/** Hooks that are run by `run`. */
function hooks(): { hooks: Hooks; run: (name: string) => Promise<void> } {
  const given = new Map<string, () => Promise<void>>()
  const add =
    (name: string): Hook =>
    (run) =>
      given.set(name, run)
  const all = { beforeAll: add('beforeAll'), afterEach: add('afterEach'), afterAll: add('afterAll') }
  return { hooks: all, run: async (name) => given.get(name)?.() }
}

/** Starts and stops an emulator around an action. */
async function use(options: TestOptions, action: (edgegap: TestEmulator) => Promise<void>): Promise<void> {
  const { hooks: given, run } = hooks()
  const edgegap = useEmulator(given, options)
  await run('beforeAll')
  try {
    await action(edgegap)
    await run('afterEach')
    await action(edgegap)
  } finally {
    await run('afterAll')
  }
}

describe('in a block', () => {
  const edgegap = useEmulator({ before, afterEach, after })
  const urls = new Set<string>()
  let started: string

  before(async () => {
    // Hooks of the same block run after that of the helper.
    started = edgegap.emulator.url
    assert.deepEqual(await names(edgegap), [])
  })

  beforeEach(() => urls.add(edgegap.emulator.url))

  test('a test changes the emulator', async () => {
    await createAll(edgegap.client(), 'first', 'second')
    await outer.client().applications.create(APPLICATION)
    assert.deepEqual((await names(edgegap)).sort(), ['first', 'second'])
    await edgegap.emulator.inject({ kind: 'status', code: 503 })
    await edgegap.emulator.setTokens(['another'])
  })

  test('the next one has an emulator in its initial state', async () => {
    assert.deepEqual(await edgegap.emulator.requests(), [])
    assert.deepEqual(await edgegap.emulator.faults(), [])
    assert.deepEqual(await names(edgegap), [])
    assert.deepEqual(await names(outer), [])
    assert.notEqual(outer.emulator.url, edgegap.emulator.url)
    assert.deepEqual([...urls], [started], 'it is not started again')
  })

  test('a test stops the emulator', () => edgegap.emulator.stop())

  test('the next one gets another', async () => {
    assert.deepEqual(await names(edgegap), [])
  })
})

test('a scene is in the emulator before each test', async () => {
  for (const scene of [SCENE, file, relative('.', file), pathToFileURL(file)]) {
    await use({ scene }, async (edgegap) => {
      assert.deepEqual(await names(edgegap), ['my-game'])
      assert.equal((await edgegap.emulator.requests()).length, 1)
      await edgegap.client().applications.delete('my-game')
    })
  }
  for (const scene of [null, undefined, ' ']) {
    await use({ scene }, async (edgegap) => assert.deepEqual(await names(edgegap), []))
  }
})

test('a scene that cannot be loaded is an error of the hook', async () => {
  const wrong: [object | string, (error: unknown) => boolean][] = [
    [join(folder, 'missing.json'), saying(ConfigurationError, 'missing.json, which cannot be read: ', 'ENOENT')],
    [join(folder, 'text.json'), saying(ConfigurationError, 'text.json, which is not JSON: ')],
    [{ applications: 3 }, saying(ValidationError, '3')],
  ]
  for (const [scene, matches] of wrong) {
    const { hooks: given, run } = hooks()
    const edgegap = useEmulator(given, { scene, environment: true })
    await assert.rejects(run('beforeAll'), matches)
    assert.throws(() => edgegap.emulator, saying(ConfigurationError, 'not started'))
    assert.equal(process.env['EDGEGAP_BASE_URL'], undefined)
    // Most runners run the other hooks all the same.
    await run('afterEach')
    await run('afterAll')
  }
})

test('the environment is that of the emulator, and is restored', async () => {
  const live = {
    EDGEGAP_BASE_URL: 'https://live.example.com',
    EDGEGAP_API_URL: 'https://live.example.com',
    EDGEGAP_API_TOKEN: 'live',
    EDGEGAP_READ_ONLY: '1',
    EDGEGAP_APP_ALLOWLIST: 'another',
  }
  const read = (): Record<string, unknown> =>
    Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('EDGEGAP_')))
  Object.assign(process.env, live)
  try {
    await use({ environment: true }, async ({ emulator }) => {
      assert.deepEqual(read(), { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token })
      await new Client().applications.create(APPLICATION)
      assert.equal((await emulator.requests()).length, 1)
      // The next test gets another one.
      await emulator.stop()
    })
    assert.deepEqual(read(), live)
    await use({ environment: false }, () => {
      assert.deepEqual(read(), live)
      return Promise.resolve()
    })
  } finally {
    for (const name of Object.keys(live)) Reflect.deleteProperty(process.env, name)
  }
})

test('outside of the tests it says when it can be used', async () => {
  const { hooks: given, run } = hooks()
  const edgegap = useEmulator(given)
  const early = saying(ConfigurationError, 'the emulator is not started yet', 'not where tests are declared')
  assert.throws(() => edgegap.emulator, early)
  assert.throws(() => edgegap.client(), early)
  await run('afterEach')
  await run('beforeAll')
  const { emulator } = edgegap
  assert.equal(edgegap.client({ maxRetries: 0 }).baseUrl, emulator.url)
  await run('afterAll')
  const late = saying(ClosedError, 'the emulator was stopped after the last test')
  assert.throws(() => edgegap.emulator, late)
  assert.throws(() => edgegap.client(), late)
  assert.throws(() => emulator.url, ClosedError)
  // Vitest runs the hooks again in its watch mode.
  await run('beforeAll')
  assert.deepEqual(await names(edgegap), [])
  await run('afterAll')
})

test('mistakes are explained', () => {
  const none = (): undefined => undefined
  const wrong: [unknown, unknown, string][] = [
    [undefined, undefined, 'hooks.beforeAll or hooks.before must be a function: pass the hooks of the test runner'],
    [{ before: none }, undefined, 'hooks.afterEach must be a function'],
    [{ before: none, afterEach: none }, undefined, 'hooks.afterAll or hooks.after must be a function'],
    [runner, 'scene.json', 'options must be an object, like { scene }, not a string'],
    [runner, { scenes: 'a.json' }, 'scenes is not an option: there are scene and environment'],
    [runner, { scene: 3 }, 'scene must be a path, a URL, a name or an object, not a number'],
    [runner, { environment: 'yes' }, 'environment must be true or false'],
  ]
  for (const [given, options, message] of wrong) {
    assert.throws(() => useEmulator(given as Hooks, options as TestOptions), saying(ConfigurationError, message))
  }
})
