// Measures the Node package beside its peers, in turn and in one run. Arguments: URL and token of a server that answers the application `bench`.
//
// Prints one JSON object per figure. The sides take turns, each in a process of its own with several rounds; the median counts.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const NAMES = ['edgegap', 'fetch', 'undici', 'axios']
const TURNS = 3
const [url, token] = process.argv.slice(2)

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const round = (value, digits) => Number(value.toFixed(digits))

function figure(name, values) {
  console.log(JSON.stringify({ figure: name, ...values }))
}

/** Microseconds a call, by the clock and of all processors, with how many times as long the others take. */
function beside(calls, inFlight) {
  const script = fileURLToPath(new URL('side.mjs', import.meta.url))
  const sides = NAMES.map((name) => ({ name, wall: [], cpu: [] }))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { name, wall, cpu } of sides) {
      const rounds = JSON.parse(execFileSync(process.execPath, [script, name, url, token, calls, inFlight], { encoding: 'utf8' }))
      for (const round of rounds) {
        wall.push(round.wall)
        cpu.push(round.cpu)
      }
    }
  }
  const values = {}
  const own = median(sides[0].wall)
  for (const { name, wall, cpu } of sides) {
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

figure('GET, 64 in flight', beside(5000, 64))
figure('GET in sequence', beside(1000, 1))
figure('require', loading())
figure('resident memory', memory())
