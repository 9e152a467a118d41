/** Drops lists in every way. An unhandled rejection would end the process with an error. */

import { Client, Emulator } from 'edgegap-sdk'

import { createAll } from '../support/emulator.js'

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  const client = emulator.client({ maxRetries: 0 })
  await createAll(client, 'one', 'two', 'three')
  await emulator.inject({ operation: 'applications.list', kind: 'status', code: 500, skip: 2 })
  for await (const _ of client.applications.list({ limit: 1 })) break
  const items = client.applications.list({ limit: 1 })[Symbol.asyncIterator]()
  await items.next()
  const pages = client.applications.list({ limit: 1 }).pages()
  await pages.return?.()
  client.versions.list('nope')
  client.versions.list('nope').pages()
  // The second page would fail, and is not read.
  await new Promise((resolve) => setImmediate(resolve))
  await emulator.clearFaults()
  await emulator.inject({ kind: 'stall' })
  const stalled = new Client({ token: emulator.token, baseUrl: emulator.url }).applications
    .list()
    [Symbol.asyncIterator]()
  const pending = stalled.next()
  await stalled.return?.()
  await pending
  process.stdout.write('done\n')
}

void main()
