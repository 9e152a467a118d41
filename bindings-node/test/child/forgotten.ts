/**
 * Loads the package repeatedly, like a test runner for each test file, makes calls, and counts what
 * is not collected. Needs `--expose-gc`.
 */

import assert from 'node:assert/strict'

import { Emulator } from 'edgegap-sdk'

import { sandbox } from '../support/sandbox.js'

async function once(emulator: Emulator): Promise<WeakRef<object>> {
  const { sdk, evaluate } = sandbox()
  const client = new sdk.Client({ token: emulator.token, baseUrl: emulator.url })
  await Promise.all(Array.from({ length: 5 }, () => client.applications.list().total()))
  await client.applications.get('nope').catch(() => undefined)
  // A pending call completes even if no reference to it is left.
  await new Promise((onEvent) => {
    void new (sandbox().sdk.Client)({ token: emulator.token, baseUrl: emulator.url, onEvent }).applications
      .list()
      .total()
    setImmediate(() => gc?.())
  })
  // Every function of the sandbox refers to it.
  return new WeakRef(evaluate('globalThis') as object)
}

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  const loaded: WeakRef<object>[] = []
  for (let round = 0; round < 20; round++) loaded.push(await once(emulator))
  for (let turn = 0; turn < 10; turn++) {
    gc?.()
    await new Promise(setImmediate)
  }
  const left = loaded.filter((reference) => reference.deref() !== undefined).length
  assert.ok(left <= 2, `${left} of ${loaded.length} are not collected`)
  process.stdout.write('done\n')
}

void main()
