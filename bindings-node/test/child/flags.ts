/** A sample of all features, for a process with unusual flags. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { isMainThread, Worker } from 'node:worker_threads'

import { CancelledError, ConfigurationError, Client, Emulator, NotFoundError, ValidationError } from 'edgegap-sdk'

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  const client = emulator.client({ onEvent: () => undefined })
  await client.applications.create({ name: 'my-game', is_active: true, image: Buffer.from('icon') })
  assert.equal((await client.applications.list().collect()).length, 1)
  for await (const page of client.withOptions({ maxRetries: 1 }).applications.list().pages())
    assert.equal(page.items.length, 1)
  await assert.rejects(client.applications.get('nope'), NotFoundError)
  await assert.rejects(client.applications.get(''), ValidationError)
  await assert.rejects(client.applications.get('a', { signal: AbortSignal.abort() }), CancelledError)
  assert.throws(() => new Client({ token: 't', baseUrl: 'nonsense' }), ConfigurationError)
  const { meta } = await client.applications.get('my-game').withMeta()
  assert.equal(meta.status, 200)
  client.close()
  await emulator.stop()
  if (!isMainThread) return
  await once(new Worker(__filename), 'exit')
  process.stdout.write('done\n')
}

void main()
