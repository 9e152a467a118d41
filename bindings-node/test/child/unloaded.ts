/**
 * Loads the package in workers only, in the order of its argument. The workers end, including the
 * one that loaded the addon first.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

const SCRIPT = join(__dirname, 'loading.js')

async function worker(way: string): Promise<void> {
  const worker = new Worker(SCRIPT, { workerData: way })
  const exited = once(worker, 'exit')
  if (way === 'stalls') {
    await once(worker, 'message')
    await worker.terminate()
  }
  assert.deepEqual(await exited, [way === 'stalls' ? 1 : 0], way)
}

const ORDERS: Readonly<Record<string, () => Promise<unknown>>> = {
  load: async () => {
    for (let round = 0; round < 3; round++) await worker('load')
  },
  calls: async () => {
    for (const way of ['load', 'calls', 'calls', 'load', 'calls']) await worker(way)
  },
  parallel: async () => {
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 8 }, () => worker('calls')))
  },
  overlapping: async () => {
    // The first to load is the first to end, while others continue.
    const first = worker('load')
    await Promise.all([first, worker('calls'), first.then(() => worker('calls')), worker('stalls')])
  },
  terminated: async () => {
    for (let round = 0; round < 5; round++) {
      await worker('stalls')
      await worker('calls')
    }
  },
}

void ORDERS[process.argv[2] ?? '']?.().then(() => process.stdout.write('done\n'))
