/** A worker that loads the package, possibly first in its process, and closes nothing. */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'

import { Emulator, NotFoundError } from 'edgegap-sdk'

import { createAll } from '../support/emulator.js'

async function main(way: string): Promise<void> {
  if (way === 'load') return
  const emulator = await Emulator.start()
  const client = emulator.client()
  await createAll(client, ...Array.from({ length: 10 }, (_, index) => `game-${index}`))
  assert.equal((await client.withOptions({ maxRetries: 0 }).applications.list({ limit: 3 }).collect()).length, 10)
  await assert.rejects(client.applications.get('nope'), NotFoundError)
  if (way !== 'stalls') return
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  for (let index = 0; index < 20; index++) client.applications.get('game-0').catch(() => undefined)
  parentPort?.postMessage('pending')
}

void main(workerData as string)
