// Measures the Node package beside its peers, in turn and in one run. Arguments: URL and token of a server with the application `bench`.
//
// Prints one JSON object per figure. Each side runs several rounds, the sides take turns, the median counts.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { SIDES } from './peers.mjs'

const ROUNDS = 7
const [url, token] = process.argv.slice(2)

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const round = (value, digits) => Number(value.toFixed(digits))

function figure(name, values) {
  console.log(JSON.stringify({ figure: name, ...values }))
}

/** Makes calls, so many at once. */
async function run(read, calls, inFlight) {
  let left = calls
  const worker = async () => {
    while (left-- > 0) await read()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/** Microseconds a call, wall clock and CPU of all threads, with how many times as long the others take. */
async function beside(calls, inFlight) {
  const reads = Object.entries(SIDES).map(([name, make]) => ({ name, read: make(url, token), wall: [], cpu: [] }))
  for (const { read } of reads) await run(read, calls, inFlight)
  for (let index = 0; index < ROUNDS; index++) {
    for (const { read, wall, cpu } of reads) {
      const [began, used] = [performance.now(), process.cpuUsage()]
      await run(read, calls, inFlight)
      wall.push(((performance.now() - began) * 1000) / calls)
      const { user, system } = process.cpuUsage(used)
      cpu.push((user + system) / calls)
    }
  }
  const values = {}
  const own = median(reads[0].wall)
  for (const { name, wall, cpu } of reads) {
    values[`${name}_us`] = round(median(wall), 1)
    values[`${name}_spread`] = round((Math.max(...wall) - Math.min(...wall)) / median(wall), 2)
    values[`${name}_cpu_us`] = round(median(cpu), 1)
    if (name !== 'edgegap') values[`times_${name}`] = round(median(wall) / own, 2)
  }
  return values
}

/** Milliseconds that `require` takes in a new process. */
function loading() {
  const script = "const began = performance.now(); require('edgegap-sdk'); console.log(performance.now() - began)"
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const times = Array.from({ length: 25 }, () => Number(execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })))
  return { median_ms: round(median(times), 1), worst_ms: round(Math.max(...times), 1) }
}

/** Resident MB after 10,000 and after 100,000 calls, in a new process. */
function memory() {
  const script = fileURLToPath(new URL('memory.mjs', import.meta.url))
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', script, url, token], { encoding: 'utf8' }))
}

figure('GET, 64 in flight', await beside(3000, 64))
figure('GET in sequence', await beside(500, 1))
figure('require', loading())
figure('resident memory', memory())
process.exit(0)
