/** Runs a listener with the action in its argument, while calls are pending. */

import { Emulator, type Client } from 'edgegap-sdk'

async function main(way: string | undefined): Promise<void> {
  const emulator = await Emulator.start()
  let count = 0
  const onEvent = (): void => {
    if (++count !== 5) return
    if (way === 'exits') process.exit(0)
    if (way === 'closes') client.close()
    if (way === 'throws') throw new Error('mine')
  }
  const client: Client = emulator.client({ onEvent })
  const calls = Array.from({ length: 20 }, () => client.applications.list().total())
  const outcomes = await Promise.allSettled(calls)
  const failed = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  const isClosed = failed.every(({ reason }) => (reason as { code: unknown }).code === 'closed')
  process.stdout.write(`${outcomes.length} ${isClosed}\n`)
}

void main(process.argv[2])
