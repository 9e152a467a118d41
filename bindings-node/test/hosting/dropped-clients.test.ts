/** Clients that are not closed are closed when they are collected, and V8 collects them in time. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { test } from 'node:test'

import { Client, ClosedError } from 'edgegap-sdk'

import { run, script, succeeds } from '../support/child.js'

const ONLY_UNIX = process.platform === 'win32' && 'no descriptor limit'

test(
  'three thousand clients are dropped where 256 descriptors may be open',
  { skip: ONLY_UNIX, timeout: 120_000 },
  async () => {
    const ended = await run('sh', ['-c', 'ulimit -n 256 && exec "$0" "$1" 3000', process.execPath, script('dropped')])
    assert.deepEqual([ended.signal, ended.code, ended.stderr, ended.stdout], [null, 0, '', 'done\n'])
  },
)

test('close closes the connections immediately, including those of views', async (context) => {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end('{"applications":[]}'),
  )
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
  await Promise.all(all.map((client) => client.applications.list().collect()))
  assert.equal(ends.length, 10, 'a view with another connect timeout has its own connection')

  for (const view of views) view.close()
  await Promise.all(all.map((client) => client.applications.list().collect()))
  assert.equal(ends.length, 10, 'closing a view has no effect')

  for (const client of clients) client.close()
  await Promise.all(ends)
  for (const client of all) {
    await assert.rejects(client.applications.list().collect(), ClosedError)
    await assert.rejects(client.withOptions({}).applications.get('a'), {
      code: 'closed',
      operation: 'applications.get',
    })
    assert.equal(client.baseUrl, baseUrl)
    client.close()
  }
})

test('a closed client adds no memory pressure', async () => {
  const collections: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      collections.push((entry as unknown as { detail: { kind: number } }).detail.kind)
  })
  observer.observe({ entryTypes: ['gc'] })
  for (let index = 0; index < 1000; index++) {
    const client = new Client({ token: 't', baseUrl: 'http://127.0.0.1:1' })
    client.withOptions({ maxRetries: 0 })
    client.close()
  }
  // Entries arrive in a later turn.
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  observer.disconnect()
  // With the memory pressure of a thousand clients there would be one for every thirty.
  const large = collections.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MAJOR)
  assert.ok(large.length < 10, `${large.length} collections`)
})

test('modules that a test runner loaded and dropped are collected, with their calls', { timeout: 60_000 }, async () => {
  await succeeds(run(process.execPath, ['--expose-gc', script('forgotten')]))
})
