/**
 * A read, a create, an update and a deletion under every fault. `SDK_TEST_RELIABILITY=path` writes
 * the results to that file.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { Client } from 'edgegap-sdk'

import { FaultServer, load, type Setup, type Verdict } from './support/fault-server.js'
import { write, type Entry } from './support/parity.js'
import { perform } from './support/play.js'

/** Time limit of a cell. No cell waits for more than a few seconds. */
const TIMEOUT = 60_000

/** Maximum number of runs of a void cell: a used connection may not be free in time. */
const TRIES = 20

const { faults, operations } = load()
const entries: Entry[] = []
let server: FaultServer

before(async () => {
  server = await FaultServer.start()
})

after(async () => {
  await server.stop()
  const path = process.env['SDK_TEST_RELIABILITY']
  if (path !== undefined) write(path, entries)
})

// Cells mostly wait.
describe('faults', { concurrency: 32 }, () => {
  for (const operation of operations) {
    for (const fault of faults) {
      test(`${fault}, ${operation}`, { timeout: TIMEOUT }, async () => {
        let verdict = await runCell(fault, operation)
        for (let count = 1; verdict.void && count < TRIES; count++) verdict = await runCell(fault, operation)
        const { entry, differences } = verdict
        assert.ok(!verdict.void, `no connection was reused in ${TRIES} runs`)
        entries.push({ ...entry, surface: 'typed' })
        assert.ok(differences.length === 0, differences.map((difference) => `Node: ${difference}`).join('\n'))
      })
    }
  }
})

/** Makes the calls of a cell. */
async function runCell(fault: string, operation: string): Promise<Verdict> {
  const setup = await server.open(fault, operation)
  const before = setup.before === undefined ? [] : [setup.before]
  const create = (): Client => createClient(setup)
  const outcome = await perform(create, setup, before, () => server.idle(setup))
  return server.close(setup, outcome)
}

/** Creates the client of a cell. */
function createClient({ token, base_url: baseUrl, ca_file: caFile, proxy, timeout_ms: timeout }: Setup): Client {
  return new Client({ token, baseUrl, caFile, proxy, timeout, backoff: { initial: 1, max: 2 } })
}
