/** Every worker has calls of its own; a worker that ends takes them along and nothing else. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { Emulator } from 'edgegap-sdk'

const SCRIPT = join(__dirname, '..', 'child', 'worker.js')

test('workers and the main thread call at the same time', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const workers = ['a', 'b', 'c', 'd'].map(
    (name) => new Worker(SCRIPT, { workerData: { url: emulator.url, token: emulator.token, name, way: 'calls' } }),
  )
  const said = workers.map(async (worker) => {
    const [[message], [code]] = (await Promise.all([once(worker, 'message'), once(worker, 'exit')])) as [[unknown], [number]]
    return [message, code]
  })
  const own = Promise.all(Array.from({ length: 100 }, () => client.applications.list().toArray()))
  for (const [message, code] of await Promise.all(said))
    assert.deepEqual([message, code], [{ made: 25, error: 'NotFoundError', isOurs: true }, 0])
  await own
  assert.equal((await client.applications.list().toArray()).length, 100)
  await emulator.stop()
})

test('a worker is asked to end while its calls are under way, and the main thread goes on', async () => {
  const emulator = await Emulator.start()
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  const client = emulator.client()
  for (let round = 0; round < 5; round++) {
    const worker = new Worker(SCRIPT, { workerData: { url: emulator.url, token: emulator.token, name: 'x', way: 'stalls' } })
    await once(worker, 'message')
    assert.equal(await worker.terminate(), 1)
    assert.deepEqual(await client.applications.list().toArray(), [])
  }
  await emulator.stop()
})
