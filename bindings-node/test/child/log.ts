/** Makes a call that is retried and one that fails. */

import { Client, Emulator } from 'edgegap-sdk'

async function main(): Promise<void> {
  const token = `${process.env['CANARY']}-token`
  const emulator = await Emulator.start({ tokens: [token] })
  const client = new Client({ token, baseUrl: emulator.url, backoff: { initial: 1, max: 1 } })
  await emulator.inject({ kind: 'status', code: 503, times: 1 })
  await client.applications.list().collect()
  await client.applications.get('nope').catch(() => undefined)
}

void main()
