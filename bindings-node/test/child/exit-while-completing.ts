/** Exits while completions arrive from other threads. */

import { Emulator } from 'edgegap-sdk'

async function main(): Promise<void> {
  const emulator = await Emulator.start()
  const client = emulator.client()
  let count = 0
  const again = (): void => {
    client.applications
      .list()
      .total()
      .then(
        () => {
          if (++count === 500) process.exit(0)
          again()
        },
        () => undefined,
      )
  }
  for (let index = 0; index < 64; index++) again()
}

void main()
