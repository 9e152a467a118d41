/** A read, a create, an update and a deletion under every fault. With `EDGEGAP_RELIABILITY=path` the results are written there as well. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { Client } from 'edgegap-sdk'

import { FaultServer, load, type Setup, type Verdict } from './support/fault-server.js'
import { write, type Entry } from './support/parity.js'
import { perform } from './support/play.js'

/** A cell that takes longer hangs. None waits for more than a few seconds. */
const LONGEST = 60_000

/** How often a cell may be void: a connection that has just served a call may not be at hand in time for the next. */
const TRIES = 20

const { faults, operations } = load()
const entries: Entry[] = []
let server: FaultServer

before(async () => {
  server = await FaultServer.start()
})

after(async () => {
  await server.stop()
  const path = process.env['EDGEGAP_RELIABILITY']
  if (path !== undefined) write(path, entries)
})

// Most of them wait most of the time.
describe('faults', { concurrency: 32 }, () => {
  for (const operation of operations) {
    for (const fault of faults) {
      test(`${fault}, ${operation}`, { timeout: LONGEST }, async () => {
        let verdict = await cell(fault, operation)
        for (let play = 1; verdict.void && play < TRIES; play++) verdict = await cell(fault, operation)
        const { entry, differences } = verdict
        assert.ok(!verdict.void, `no connection was used twice, in ${TRIES} cells`)
        entries.push({ ...entry, surface: 'typed' })
        assert.ok(differences.length === 0, differences.map((difference) => `Node: ${difference}`).join('\n'))
      })
    }
  }
})

/** Makes the calls of a cell. */
async function cell(fault: string, operation: string): Promise<Verdict> {
  const setup = await server.open(fault, operation)
  const before = setup.before === undefined ? [] : [setup.before]
  const outcome = await perform(
    () => usual(setup),
    setup,
    before,
    () => server.idle(setup),
  )
  return server.close(setup, outcome)
}

/** The client that a cell asks for. */
function usual({ token, base_url: baseUrl, ca_file: caFile, proxy, timeout_ms: timeout }: Setup): Client {
  return new Client({ token, baseUrl, caFile, proxy, timeout, backoff: { initial: 1, max: 2 } })
}
