/** Terminates workers while emulators work for them and while their own code runs. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

import { Client, Emulator } from 'edgegap-sdk'

const WAYS: Readonly<Record<string, (emulator: Emulator, report: () => void) => Promise<void> | void>> = {
  starting: (_, report) => {
    for (let index = 0; index < 50; index++) Emulator.start().catch(() => undefined)
    report()
  },
  stopping: (emulator, report) => {
    for (let index = 0; index < 5; index++) void emulator.stop()
    for (let index = 0; index < 20; index++) void Emulator.start().then((other) => other.stop())
    report()
  },
  seeding: (emulator, report) => {
    for (let index = 0; index < 200; index++) void emulator.seedTags('me/game', [`b${index}`])
    report()
  },
  attaching: (emulator, report) => {
    for (let index = 0; index < 50; index++) {
      void Emulator.attach(emulator.url).then(async (attached) => {
        await attached.reset()
        await attached.stop()
      })
    }
    report()
  },
  listening: (emulator, report) => {
    const onEvent = (): never => {
      report()
      for (;;);
    }
    for (let index = 0; index < 20; index++) void emulator.client({ onEvent }).applications.list().total()
  },
  creating: async (emulator, report) => {
    report()
    for (;;) {
      const client = new Client({ token: emulator.token, baseUrl: emulator.url })
      await client.withOptions({ maxRetries: 0 }).applications.list().total()
    }
  },
}

async function main(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    for (const way of Object.keys(WAYS)) {
      const worker = new Worker(__filename, { workerData: way })
      const exited = once(worker, 'exit')
      await once(worker, 'message')
      // Turns of the event loop, to terminate at different moments.
      for (let turn = 0; turn < 5 * round; turn++) await new Promise(setImmediate)
      await worker.terminate()
      // On a busy machine some workers finish before.
      const [code] = (await exited) as [number]
      assert.ok(code === 0 || code === 1, `${way}: ${code}`)
    }
  }
  process.stdout.write('done\n')
}

async function work(way: string): Promise<void> {
  const emulator = await Emulator.start()
  await WAYS[way]?.(emulator, () => parentPort?.postMessage('pending'))
}

void (isMainThread ? main() : work(workerData as string))
