/** A worker that loads the package, perhaps as the first of its process, and leaves everything open that it made. */

import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'

import { Emulator, NotFoundError } from 'edgegap-sdk'

async function main(way: string): Promise<void> {
  if (way === 'load') return
  const emulator = await Emulator.start()
  const client = emulator.client()
  for (let index = 0; index < 10; index++) await client.applications.create({ name: `game-${index}`, is_active: true, image: '' })
  assert.equal((await client.withOptions({ maxRetries: 0 }).applications.list({ limit: 3 }).toArray()).length, 10)
  await assert.rejects(client.applications.get('nope'), NotFoundError)
  if (way !== 'stalls') return
  await emulator.inject({ operation: 'applications.get', kind: 'stall' })
  for (let index = 0; index < 20; index++) client.applications.get('game-0').catch(() => undefined)
  parentPort?.postMessage('under way')
}

void main(workerData as string)
