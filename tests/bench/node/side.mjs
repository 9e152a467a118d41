// One side of a measurement in Node, in its own process:
// `side.mjs <side> <workload> <url> <token> <calls> <in flight>`.
//
// It warms up, runs several rounds, and prints their results as one line of JSON.
//
// * `get`, `create`, `list`: wall time and processor time of a call in microseconds:
//   `[{"wall_us": 1.0, "cpu_us": 1.0}]`.
// * `closing`: as `get`, with 3 ms between calls, which do not count, and a server that closes the
//   connection after each response.
// * `first`: one round without warm-up, including the making of the client, without
//   the loading of modules.
// * `paging`: growth of the resident memory in MiB while all versions are read: `[{"mib": 1.0}]`.
// * `memory`: resident memory in MiB after this number of calls, and after ten times as many.
//   Requires --expose-gc.

import { APP, PAGE } from './sides/request.mjs'

const ROUNDS = 5
const VERSIONS = 10_000
// Milliseconds between calls to a server that closes connections, as in a script that processes
// each response.
const PAUSE = 3
const [name, workload, origin, token, ...numbers] = process.argv.slice(2)
const url = workload === 'closing' ? `${origin}/closing` : origin
const [calls, inFlight] = numbers.map(Number)

// The check of the response of each workload.
const CHECKS = {
  create: (version) => version.name === 'v1',
  list: (versions) =>
    versions.length === PAGE &&
    versions.every((version) => isTimestamp(version.create_time) && version.ports[0].port === 7777),
  get: (application) => application.name === APP,
}

// The SDK returns dates, peers return strings.
function isTimestamp(value) {
  return value instanceof Date ? value.getUTCFullYear() === 2026 : value.startsWith('2026')
}

const { open } = await import(`./sides/${name}.mjs`)
const whole = clock()
const client = open(url, token, inFlight)
const operation = Object.hasOwn(CHECKS, workload) ? workload : 'get'
if (client[operation] === undefined) throw new Error(`${name} has no ${workload}`)
console.log(JSON.stringify(await measure()))
// Open connections would keep the process alive.
process.exit(0)

async function measure() {
  switch (workload) {
    case 'first':
      await run(calls)
      return [whole(calls)]
    case 'paging':
      return [{ mib: await paging() }]
    case 'memory': {
      await run(calls)
      const few = resident()
      await run(9 * calls)
      return [{ mib: few }, { mib: resident() }]
    }
    default: {
      await run(calls)
      const rounds = []
      for (let index = 0; index < ROUNDS; index++) {
        const taken = clock()
        const pauses = await run(calls)
        rounds.push(taken(calls, pauses))
      }
      return rounds
    }
  }
}

/** Makes so many calls, some at once; gives the milliseconds that each worker paused. */
async function run(count) {
  const [call, isRight] = [client[operation], CHECKS[operation]]
  let [left, pauses] = [count, 0]
  const worker = async () => {
    while (left-- > 0) {
      const answer = await call()
      if (!isRight(answer)) throw new Error(`the wrong answer: ${JSON.stringify(answer)}`)
      if (workload === 'closing') {
        const began = performance.now()
        await new Promise((done) => setTimeout(done, PAUSE))
        pauses += performance.now() - began
      }
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return pauses / inFlight
}

/** What the clock and the processors say from here on. */
function clock() {
  const [began, used] = [performance.now(), process.cpuUsage()]
  return (count, pauses = 0) => {
    const wall = performance.now() - began - pauses
    const { user, system } = process.cpuUsage(used)
    return { wall_us: (wall * 1000) / count, cpu_us: (user + system) / count }
  }
}

/** MiB by which resident memory grew at most while all versions were read. */
async function paging() {
  await client.get()
  const before = resident()
  let [seen, most] = [0, before]
  for await (const version of client.all()) {
    if (version.name !== `v${seen}`) throw new Error(`${version.name} instead of v${seen}`)
    seen += 1
    if (seen % PAGE === 0) most = Math.max(most, process.memoryUsage.rss() / 2 ** 20)
  }
  if (seen !== VERSIONS) throw new Error(`${seen} versions of ${VERSIONS}`)
  return most - before
}

/** MiB. What is garbage already says when the collector ran last, not what is kept. */
function resident() {
  globalThis.gc?.()
  return process.memoryUsage.rss() / 2 ** 20
}
