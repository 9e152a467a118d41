/** The first thread that loads the addon may end before others use it, as in a pool of workers. */

import '../support/environment.js'

import { test } from 'node:test'

import { child, succeeds } from '../support/child.js'

/** A known crash happened in every run; a rarer one shows in a later run. */
const ROUNDS = 3

for (const order of ['load', 'calls', 'parallel', 'overlapping', 'terminated']) {
  test(`the main thread never loads the package, workers do: ${order}`, { timeout: 60_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) await succeeds(child('unloaded', {}, [order]))
  })
}
