/** Makes the calls of `tests/log.json`: one that succeeds, one with a retry, three that fail. */

import { Client, Emulator } from 'edgegap-sdk'

async function main(): Promise<void> {
  const token = `${process.env['CANARY']}-token`
  const emulator = await Emulator.start({ tokens: [token] })
  const client = new Client({ token, baseUrl: emulator.url, backoff: { initial: 20, max: 20 } })
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await emulator.inject({ operation: 'applications.get', kind: 'status', code: 503, times: 1 })
  await client.applications.get('my-game')
  await client.versions.get('my-game', 'none').catch(() => undefined)
  await client.applications.get('').catch(() => undefined)
  await emulator.inject({ operation: 'applications.get', kind: 'status', code: 403, times: 1 })
  await client.applications.get('my-game').catch(() => undefined)
}

void main()
