/**
 * Uses clients of emulators without a reference to the emulator, while garbage is collected. The
 * variables name a proxy, which is not used.
 */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { Emulator } from 'edgegap-sdk'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function main(): Promise<void> {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = 'http://127.0.0.1:1'
  const client = (await Emulator.start()).client()
  const attached = (await Emulator.attach(client.baseUrl)).client()
  const list = (await Emulator.attach(client.baseUrl)).client().withOptions({ maxRetries: 0 }).applications.list()
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await attached.applications.get('my-game')
  for await (const { name } of list) if (name === 'my-game') console.log('done')
}

void main()
