// The package in the workers of a pool.

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Emulator } from 'edgegap-sdk'
import { Piscina } from 'piscina'

test('every worker of a pool makes calls, and the pool ends', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const filename = new URL('pool-worker.mjs', import.meta.url).href
  const pool = new Piscina({ filename, minThreads: 2, maxThreads: 4, idleTimeout: 0 })
  const names = Array.from({ length: 40 }, (_, index) => `game-${index}`)
  const { url, token } = emulator
  const made = await Promise.all(names.map((name) => pool.run({ url, token, name })))
  assert.deepEqual(made, names)
  await assert.rejects(pool.run({ url, token, name: 'game-0' }), { message: /already exists/ })
  const controller = new AbortController()
  await emulator.inject({ kind: 'stall', operation: 'applications.create' })
  const stalled = pool.run({ url, token, name: 'stalled' }, { signal: controller.signal })
  controller.abort()
  await assert.rejects(stalled, { name: 'AbortError' })
  await pool.destroy()
  assert.equal(await client.applications.list().total(), names.length)
  await emulator.stop()
})
