/** Clients that nobody closes are closed once they are collected, and V8 knows that there is something to collect. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { test } from 'node:test'

import { Client, ClosedError } from 'edgegap-sdk'

import { run } from '../support/child.js'

const ONLY_UNIX = process.platform === 'win32' && 'no limit of descriptors'

test('three thousand clients are dropped where 256 descriptors may be open', { skip: ONLY_UNIX, timeout: 120_000 }, async () => {
  const script = join(__dirname, '..', 'child', 'dropped.js')
  const ended = await run('sh', ['-c', 'ulimit -n 256 && exec "$0" "$1" 3000', process.execPath, script])
  assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
})

test('close closes the connections at once, those of views too', async (context) => {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"applications":[]}'))
  server.keepAliveTimeout = 0
  const ends: Promise<unknown>[] = []
  server.on('connection', (socket: Socket) => ends.push(once(socket, 'close')))
  context.after(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const clients = Array.from({ length: 5 }, () => new Client({ token: 't', baseUrl }))
  const views = clients.map((client) => client.withOptions({ maxRetries: 0, timeout: { connect: 5000 } }))
  const all = [...clients, ...views]
  await Promise.all(all.map((client) => client.applications.list().toArray()))
  assert.equal(ends.length, 10, 'a view with another connect timeout has a connection of its own')

  for (const view of views) view.close()
  await Promise.all(all.map((client) => client.applications.list().toArray()))
  assert.equal(ends.length, 10, 'a view has nothing to close')

  for (const client of clients) client.close()
  await Promise.all(ends)
  for (const client of all) {
    await assert.rejects(client.applications.list().toArray(), ClosedError)
    await assert.rejects(client.withOptions({}).applications.get('a'), { code: 'closed', operation: 'applications.get' })
    assert.equal(client.baseUrl, baseUrl)
    client.close()
  }
})

test('what was closed weighs nothing', async () => {
  const collections: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collections.push((entry as unknown as { detail: { kind: number } }).detail.kind)
  })
  observer.observe({ entryTypes: ['gc'] })
  for (let index = 0; index < 1000; index++) {
    const client = new Client({ token: 't', baseUrl: 'http://127.0.0.1:1' })
    client.withOptions({ maxRetries: 0 })
    client.close()
  }
  // Entries come in a later turn.
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  observer.disconnect()
  // With the weight of a thousand it would be one for every thirty.
  const large = collections.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MAJOR)
  assert.ok(large.length < 10, `${large.length} collections`)
})

test('what a test runner has loaded and dropped is gone, calls and all', { timeout: 60_000 }, async () => {
  const ended = await run(process.execPath, ['--expose-gc', join(__dirname, '..', 'child', 'forgotten.js')])
  assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
})
