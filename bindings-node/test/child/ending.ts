/** Ends in the way that its argument says, with everything left open. */

import { Client, Emulator } from 'edgegap-sdk'

async function main(way: string | undefined): Promise<void> {
  const emulator = await Emulator.start()
  const client = emulator.client()
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`)
  }
  switch (way) {
    case 'idle':
      await Promise.all(Array.from({ length: 20 }, () => client.applications.list().toArray()))
      break
    case 'exit-in-flight':
      await client.applications.list().toArray()
      await emulator.inject({ kind: 'stall' })
      for (let index = 0; index < 50; index++) void client.applications.get('my-game')
      say(way)
      process.exit(0)
      break
    case 'awaits':
      await emulator.inject({ kind: 'stall' })
      await client.applications.get('my-game', { timeout: 300, maxRetries: 0 }).catch((error: unknown) => {
        say((error as { code: string }).code)
      })
      break
    case 'never-called':
      new Client({ token: 't', baseUrl: emulator.url })
      break
    case 'exit-handler': {
      let again = 2
      process.on('beforeExit', () => {
        if (again-- > 0) void client.applications.list().total()
      })
      process.on('exit', () => {
        // Nobody will ever hear of these.
        const late = emulator.client()
        for (const calling of [client, late, late.withOptions({ maxRetries: 0 })]) calling.applications.get('a').catch(say)
        Emulator.start().catch(say)
        late.close()
      })
      break
    }
    case 'uncaught':
      say(way)
      await emulator.inject({ kind: 'stall' })
      void client.applications.get('my-game')
      throw new Error('uncaught')
  }
  say(way ?? '')
}

void main(process.argv[2])
