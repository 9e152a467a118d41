/** Creates this number of clients. Each makes a call and is dropped without being closed. */

import { Emulator } from 'edgegap-sdk'

async function main(count: number): Promise<void> {
  const emulator = await Emulator.start()
  for (let index = 0; index < count; index++) {
    const client = emulator.client()
    // A view keeps the connections of its client open while it is referenced.
    const view = index % 3 === 0 ? client.withOptions({ maxRetries: 0 }) : client
    await view.applications.list().total()
  }
  process.stdout.write('done\n')
}

void main(Number(process.argv[2]))
