/**
 * The environment that settings come from: `process.env` as this thread has it now. Native code sees what the process was
 * started with, and that is another one in a worker with an `env` of its own, in the sandbox of a test runner, and
 * wherever a program sets a variable. Nothing else in this package reads a variable.
 */

import { entries, got } from './json.js'

/** What Node puts in place of bytes that are not valid Unicode. */
const REPLACEMENT = '\ufffd'

/** All variables that are text, in the form of the boundary: null stands for a value that is not valid Unicode. */
export function environment(): Record<string, string | null> {
  const texts = entries(all()).filter((variable): variable is [string, string] => typeof variable[1] === 'string')
  return Object.fromEntries(texts.map(([name, value]) => [name, value.includes(REPLACEMENT) ? null : value]))
}

/** One variable without white space around it. One that is empty is not set: so CI systems leave an absent secret. */
export function variable(name: string): string | undefined {
  const value = got(all(), name)
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' ? undefined : text
}

/** A program may put anything in its place, for a test or by mistake. */
function all(): object {
  return Object(process.env) as object
}
