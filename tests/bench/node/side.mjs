// Measures one side in a process of its own, so that no side pays for the garbage of another. Arguments: side, URL, token, calls, how many in flight.
//
// Prints microseconds a call, by the clock and of the processors, for each of several rounds.

import { SIDES } from './peers.mjs'

const ROUNDS = 5
const [name, url, token, calls, inFlight] = process.argv.slice(2)
const read = SIDES[name](url, token)

async function run() {
  let left = Number(calls)
  const worker = async () => {
    while (left-- > 0) await read()
  }
  await Promise.all(Array.from({ length: Number(inFlight) }, worker))
}

await run()
const rounds = []
for (let index = 0; index < ROUNDS; index++) {
  const [began, used] = [performance.now(), process.cpuUsage()]
  await run()
  const wall = ((performance.now() - began) * 1000) / Number(calls)
  const { user, system } = process.cpuUsage(used)
  rounds.push({ wall, cpu: (user + system) / Number(calls) })
}
console.log(JSON.stringify(rounds))
process.exit(0)
