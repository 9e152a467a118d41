/** Loads the package again and again, as a test runner does for each test file, makes calls, and looks at what stays. Needs `--expose-gc`. */

import assert from 'node:assert/strict'

import { Emulator } from 'edgegap-sdk'

import { sandbox } from '../support/sandbox.js'

async function once(emulator: Emulator): Promise<WeakRef<object>> {
  const { sdk, evaluate } = sandbox()
  const client = new sdk.Client({ token: emulator.token, baseUrl: emulator.url })
  await Promise.all(Array.from({ length: 5 }, () => client.applications.list().total()))
  await client.applications.get('nope').catch(() => undefined)
  // One that is under way when nobody has it any more still comes to its end.
  await new Promise((onEvent) => {
    void new (sandbox().sdk.Client)({ token: emulator.token, baseUrl: emulator.url, onEvent }).applications.list().total()
    setImmediate(() => gc?.())
  })
  // What every function of the sandbox knows.
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
  assert.ok(left <= 2, `${left} of ${loaded.length} are still there`)
  process.stdout.write('done\n')
}

void main()
