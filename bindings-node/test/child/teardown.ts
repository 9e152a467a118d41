/** Ends workers with calls in flight: terminated at varying moments, or by `process.exit`. */

import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { Emulator } from 'edgegap-sdk'

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  const client = emulator.client()
  const script = join(__dirname, 'worker.js')
  for (let round = 0; round < 50; round++) {
    const way = round % 2 === 0 ? 'stalls' : 'exits'
    const worker = new Worker(script, { workerData: { url: emulator.url, token: emulator.token, name: 'x', way } })
    const exited = once(worker, 'exit')
    if (way === 'stalls') {
      await once(worker, 'message')
      // Turns of the event loop, to terminate at different moments of the calls.
      for (let turn = 0; turn < round; turn++) await new Promise((resolve) => setImmediate(resolve))
      await worker.terminate()
    }
    await exited
    await client.applications.list().collect()
  }
  process.stdout.write('done\n')
}

void main()
