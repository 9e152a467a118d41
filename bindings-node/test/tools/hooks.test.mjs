// `edgegap-sdk/testing` with the hooks of a test runner. Runs in every environment of Jest and
// Vitest.

import { Client } from 'edgegap-sdk'
import { useEmulator } from 'edgegap-sdk/testing'

const APPLICATION = { name: 'my-game', is_active: true, image: '' }
const scene = { format: 'edgegap.emulator/1', applications: [APPLICATION], storages: [], images: {} }

const edgegap = useEmulator({ beforeAll, afterEach, afterAll }, { scene, environment: true })
const urls = new Set()

/** The names of the applications that a client of the environment finds. */
async function names() {
  return (await new Client().applications.list().collect()).map(({ name }) => name)
}

test('a test changes the emulator', async () => {
  urls.add(edgegap.emulator.url)
  await edgegap.client().applications.create({ ...APPLICATION, name: 'another' })
  expect((await names()).sort()).toEqual(['another', 'my-game'])
})

test('the next one has an emulator in its initial state', async () => {
  urls.add(edgegap.emulator.url)
  expect(urls.size).toBe(1)
  expect(await names()).toEqual(['my-game'])
})

describe('a block', () => {
  const inner = useEmulator({ beforeAll, afterEach, afterAll })

  test('has an emulator of its own', async () => {
    expect(inner.emulator.url).not.toBe(edgegap.emulator.url)
    expect(process.env.EDGEGAP_BASE_URL).toBe(edgegap.emulator.url)
    expect(await inner.client().applications.list().total()).toBe(0)
  })
})

test('outside of the tests it says when it can be used', () => {
  const hooks = { before() {}, afterEach() {}, after() {} }
  expect(() => useEmulator(hooks).emulator).toThrow('the emulator is not started yet')
  expect(() => useEmulator({})).toThrow('hooks.beforeAll or hooks.before must be a function')
})
