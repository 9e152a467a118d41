/** Every worker has its own calls; a worker that ends affects no other. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { script } from '../support/child.js'
import { start } from '../support/emulator.js'

const SCRIPT = script('worker')

test('workers and the main thread call at the same time', async (context) => {
  const { emulator, client } = await start(context)
  const workers = ['a', 'b', 'c', 'd'].map(
    (name) => new Worker(SCRIPT, { workerData: { url: emulator.url, token: emulator.token, name, way: 'calls' } }),
  )
  const results = workers.map(async (worker) => {
    const [[message], [code]] = (await Promise.all([once(worker, 'message'), once(worker, 'exit')])) as [
      [unknown],
      [number],
    ]
    return [message, code]
  })
  const own = Promise.all(Array.from({ length: 100 }, () => client.applications.list().collect()))
  for (const [message, code] of await Promise.all(results))
    assert.deepEqual([message, code], [{ made: 25, error: 'NotFoundError', isOurs: true }, 0])
  await own
  assert.equal((await client.applications.list().collect()).length, 100)
})

test('terminating a worker with pending calls does not affect the main thread', async (context) => {
  const { emulator, client } = await start(context)
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  for (let round = 0; round < 5; round++) {
    const worker = new Worker(SCRIPT, {
      workerData: { url: emulator.url, token: emulator.token, name: 'x', way: 'stalls' },
    })
    await once(worker, 'message')
    assert.equal(await worker.terminate(), 1)
    assert.deepEqual(await client.applications.list().collect(), [])
  }
})
