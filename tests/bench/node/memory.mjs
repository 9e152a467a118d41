// Resident memory after 10,000 and after 100,000 calls, of a Node with --expose-gc. Arguments: URL and token of a server that answers the application `bench`.

import { SIDES } from './peers.mjs'

const read = SIDES.edgegap(...process.argv.slice(2))

async function calls(count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) await read()
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  // What is garbage already says when the collector ran last, not what is kept.
  gc()
  return process.memoryUsage.rss() / 1e6
}

const few = await calls(10_000)
const many = await calls(90_000)
console.log(
  JSON.stringify({
    after_10000_mb: Number(few.toFixed(1)),
    after_100000_mb: Number(many.toFixed(1)),
    ratio: Number((many / few).toFixed(3)),
  }),
)
process.exit(0)
