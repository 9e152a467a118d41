/** Ends in the way of its argument, without closing anything. */

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

import { Client, Emulator } from 'edgegap-sdk'

async function main(way: string | undefined): Promise<void> {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`)
  }
  switch (way) {
    case 'idle':
      await Promise.all(Array.from({ length: 20 }, () => client.applications.list().collect()))
      break
    case 'exit-in-flight':
      await client.applications.list().collect()
      await emulator.inject({ kind: 'stall' })
      for (let index = 0; index < 50; index++) void client.applications.get('my-game')
      print(way)
      process.exit(0)
      break
    case 'attaching': {
      // A server that never responds.
      const silent = createServer().listen(0, '127.0.0.1', () => {
        const { port } = silent.address() as AddressInfo
        void Emulator.attach(`http://127.0.0.1:${port.toString()}`)
      })
      await once(silent, 'connection')
      print(way)
      process.exit(0)
      break
    }
    case 'awaits':
      await emulator.inject({ kind: 'stall' })
      await client.applications.get('my-game', { timeout: 300, maxRetries: 0 }).catch((error: unknown) => {
        print((error as { code: string }).code)
      })
      break
    case 'never-called':
      new Client({ token: 't', baseUrl: emulator.url })
      break
    case 'exit-handler': {
      let count = 2
      process.on('beforeExit', () => {
        if (count-- > 0) void client.applications.list().total()
      })
      process.on('exit', () => {
        // These never complete.
        const late = emulator.client()
        for (const caller of [client, late, late.withOptions({ maxRetries: 0 })])
          caller.applications.get('a').catch(print)
        Emulator.start().catch(print)
        late.close()
      })
      break
    }
    case 'uncaught':
      print(way)
      await emulator.inject({ kind: 'stall' })
      void client.applications.get('my-game')
      throw new Error('uncaught')
  }
  print(way ?? '')
}

void main(process.argv[2])
