/**
 * The environment for settings: `process.env` as this thread has it now. Native code sees the
 * environment that the process was started with. That differs in a worker with its own `env`, in
 * the sandbox of a test runner, and after a program sets a variable. No other module of this
 * package reads a variable.
 */

import { entries } from './json.js'

/** Node's replacement for bytes that are not valid Unicode. */
const REPLACEMENT = '\ufffd'

/** All string variables in the form of the boundary: null for a value that is not valid Unicode. */
export function readEnvironment(): Record<string, string | null> {
  const strings = entries(processEnv()).filter(
    (variable): variable is [string, string] => typeof variable[1] === 'string',
  )
  return Object.fromEntries(strings.map(([name, value]) => [name, value.includes(REPLACEMENT) ? null : value]))
}

/**
 * Sets variables, and removes those that are undefined. Returns a function that restores what was
 * there before.
 */
export function replaceVariables(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]))
  assign(variables)
  return () => assign(before)
}

function assign(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
  }
}

/** `process.env`, as an object even if a program assigned another value to it. */
function processEnv(): object {
  return Object(process.env) as object
}
