/**
 * Runs every vector through the typed surface. With `SDK_TEST_PARITY=path` in the environment the
 * results are written there as well.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { check } from './support/check.js'
import { write, type Entry } from './support/parity.js'
import { play } from './support/play.js'
import { refusals } from './support/schema.js'
import { ScriptedServer } from './support/scripted-server.js'
import { load, type Vector } from './support/vector.js'

/** A vector that takes longer hangs. None waits for more than a few seconds. */
const LONGEST = 60_000

/**
 * How often a play may be void: a connection that has just served a call may not be at hand in time
 * for the next.
 */
const TRIES = 20

const files = load()
const entries: Entry[] = []
let server: ScriptedServer

before(async () => {
  server = await ScriptedServer.start()
})

after(async () => {
  await server.stop()
  const path = process.env['SDK_TEST_PARITY']
  if (path !== undefined) write(path, entries)
})

test('there are vectors of every kind', () => {
  const count = files.reduce((sum, { vectors }) => sum + vectors.length, 0)
  assert.ok(files.length > 30 && count > 250, `${files.length} files, ${count} vectors`)
})

/** Everything that is wrong with what came of a vector. */
async function faultsOf(vector: Vector): Promise<string[]> {
  for (let play = 0; play < TRIES; play++) {
    const faults = await playOnce(vector)
    if (faults !== undefined) return faults
  }
  return [`no connection was used twice, in ${TRIES} plays`]
}

/** Nothing when the play was void. */
async function playOnce(vector: Vector): Promise<string[] | undefined> {
  const script = await server.load(vector.exchanges)
  const outcome = await play(vector, script, server)
  const faults = check(vector, outcome)
  if (outcome.error !== undefined) faults.push(...refusals(outcome.error))
  const { mismatches, unused, void: isVoid } = await server.end(script)
  if (isVoid) return undefined
  faults.push(...mismatches)
  if (unused > 0) faults.push(`${unused} exchanges were not asked for`)
  return faults
}

for (const { file, vectors } of files) {
  // Most of them wait most of the time.
  describe(file, { concurrency: 8 }, () => {
    for (const vector of vectors) {
      test(vector.name, { timeout: LONGEST }, async () => {
        const faults = await faultsOf(vector)
        entries.push({
          operation: vector.operation,
          vector: vector.name,
          surface: 'typed',
          passed: faults.length === 0,
        })
        assert.ok(faults.length === 0, faults.join('\n'))
      })
    }
  })
}
