// One side of a measurement in Node, in a process of its own: `side.mjs <side> <workload> <url> <token> <calls> <in flight>`.
//
// It warms up, runs several rounds and prints them as one line of JSON.
//
// * `get`, `create`, `list`: microseconds a call, by the clock and of the processors: `[{"wall_us": 1.0, "cpu_us": 1.0}]`.
// * `closing`: the same as `get`, 3 ms apart, to a server that closes the connection after each reply; the pauses do not count.
// * `first`: the same without warm-up, one round, the making of the client included; loading modules is not.
// * `paging`: MiB by which resident memory grew while all versions were read: `[{"mib": 1.0}]`.
// * `memory`: MiB that are resident after so many calls, and after ten times as many; of a Node with --expose-gc.

import { APP, PAGE } from './sides/request.mjs'

const ROUNDS = 5
const VERSIONS = 10_000
// Milliseconds between calls to a server that closes connections, as a script has that does something with each reply.
const PAUSE = 3
const [name, workload, origin, token, ...numbers] = process.argv.slice(2)
const url = workload === 'closing' ? `${origin}/closing` : origin
const [calls, inFlight] = numbers.map(Number)

// What a workload calls, and what its answer is when it was read.
const CHECKS = {
  create: (version) => version.name === 'v1',
  list: (versions) =>
    versions.length === PAGE && versions.every((version) => isStamp(version.create_time) && version.ports[0].port === 7777),
  get: (application) => application.name === APP,
}

// The SDK gives dates, which peers do not make.
function isStamp(value) {
  return value instanceof Date ? value.getUTCFullYear() === 2026 : value.startsWith('2026')
}

const { open } = await import(`./sides/${name}.mjs`)
const whole = clock()
const client = open(url, token, inFlight)
const operation = Object.hasOwn(CHECKS, workload) ? workload : 'get'
if (client[operation] === undefined) throw new Error(`${name} has no ${workload}`)
console.log(JSON.stringify(await measure()))
// Connections that are kept would keep the process.
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
