/**
 * Runs every vector through the typed surface. With `SDK_TEST_PARITY=path` the results are written
 * there too.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { write, type Entry } from './support/parity.js'
import { play } from './support/play.js'
import { ScriptedServer } from './support/scripted-server.js'
import { load, type Vector } from './support/vector.js'

/** Time limit for one vector, in milliseconds. None waits for more than a few seconds. */
const TIMEOUT = 60_000

/** Maximum number of plays of a void vector: a used connection may not be free in time. */
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

const isSample = process.env['SDK_TEST_EVERY'] !== undefined

test('there are vectors of every kind', { skip: isSample }, () => {
  const count = files.reduce((sum, { vectors }) => sum + vectors.length, 0)
  assert.ok(files.length > 30 && count > 250, `${files.length} files, ${count} vectors`)
})

/** Every difference from the expectation of a vector. */
async function differences(vector: Vector): Promise<string[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    const script = await server.load(vector)
    const verdict = await server.judge(script, await play(vector, script, server))
    if (!verdict.void) return verdict.differences
  }
  return [`no connection was reused in ${TRIES} plays`]
}

test('a wrong outcome is reported', { skip: isSample }, async () => {
  const vectors = files.flatMap(({ vectors }) => vectors)
  const vector = structuredClone(vectors.find(({ name }) => name === 'applications-get-every-member'))
  assert.ok(vector !== undefined)
  Object.assign(vector.expect['value'] as object, { name: 'other' })
  assert.deepEqual(await differences(vector), ['value.name: expected "other", got "my-game"'])
})

for (const { file, vectors } of files) {
  // Most vectors wait most of the time.
  describe(file, { concurrency: 8 }, () => {
    for (const vector of vectors) {
      test(vector.name, { timeout: TIMEOUT }, async () => {
        const found = await differences(vector)
        entries.push({ operation: vector.operation, vector: vector.name, surface: 'typed', passed: found.length === 0 })
        assert.ok(found.length === 0, found.join('\n'))
      })
    }
  })
}
