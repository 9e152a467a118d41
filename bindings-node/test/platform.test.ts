/** What depends on the platform: the data file, and memory over many calls. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { ConfigurationError, Emulator } from 'edgegap-sdk'

import { createAll, saying, start } from './support/emulator.js'

const MB = 1 << 20

test('an emulator keeps its state in a data file', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgegap-data-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const data = join(folder, 'state ünï.redb')
  for (const round of [1, 2]) {
    const emulator = await Emulator.start({ data })
    const client = emulator.client()
    if (round === 1) await createAll(client, 'my-game')
    assert.equal((await client.applications.get('my-game')).name, 'my-game')
    await assert.rejects(Emulator.start({ data }), saying(ConfigurationError, 'another emulator'))
    await emulator.stop()
  }
  assert.ok(existsSync(data))
})

test('calls on many threads do not leak memory', async (context) => {
  const { emulator } = await start(context)
  const code = `
    const { Client } = require(${JSON.stringify(require.resolve('edgegap-sdk'))})
    const client = new Client({ baseUrl: '${emulator.url}', token: '${emulator.token}' })
    client.applications.list().total().then(() => client.close())
  `
  const runThreads = async (count: number): Promise<number> => {
    for (let number = 0; number < count; number++) {
      const worker = new Worker(code, { eval: true })
      await new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve))
    }
    globalThis.gc?.()
    return process.memoryUsage().rss
  }
  await runThreads(20)
  const before = await runThreads(20)
  const after = await runThreads(60)
  // A thread of Node has several megabytes of its own, which the system takes back late.
  assert.ok(after - before < 60 * MB, `${(after - before) / MB} MB more`)
})
