/**
 * Loads the package in one realm after another, like a test runner with many test files. Each makes
 * calls in an async context that refers to the realm, as that of a Jest test does. All but the last
 * have to be collected.
 */

import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'

import { Emulator } from 'edgegap-sdk'
import type * as Sdk from 'edgegap-sdk'

import { sandbox } from '../support/sandbox.js'

const ROUNDS = 10

/** Rounds of garbage collection until everything unreachable is surely gone. */
const COLLECTIONS = 50

const storage = new AsyncLocalStorage<{ sdk?: typeof Sdk }>()
const collected = { realm: 0, store: 0 }
const registry = new FinalizationRegistry<keyof typeof collected>((what) => collected[what]++)

async function use(url: string, token: string): Promise<void> {
  const { sdk } = sandbox({ EDGEGAP_BASE_URL: url, EDGEGAP_TOKEN: token })
  const store = storage.getStore() ?? {}
  store.sdk = sdk
  registry.register(sdk, 'realm')
  registry.register(store, 'store')
  const client = new sdk.Client()
  await client.applications.list().collect()
  await Promise.all(['a', 'b'].map((name) => assert.rejects(client.applications.get(name), sdk.NotFoundError)))
  await assert.rejects(client.applications.get(''), sdk.ValidationError)
  client.close()
  await assert.rejects(client.applications.get('a'), sdk.ClosedError)
}

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  for (let round = 0; round < ROUNDS; round++) await storage.run({}, () => use(emulator.url, emulator.token))
  for (let round = 0; round < COLLECTIONS && collected.realm + collected.store < 2 * ROUNDS; round++) {
    globalThis.gc?.()
    await setImmediate()
  }
  // A stack frame may still have the last one.
  const least = ROUNDS - 1
  assert.ok(collected.realm >= least && collected.store >= least, JSON.stringify(collected))
  await emulator.stop()
  process.stdout.write('done\n')
}

void main()
