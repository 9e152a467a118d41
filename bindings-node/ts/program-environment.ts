/** What the programs of this package take from Node. */

import { readEnvironment } from './environment.js'

/** The environment variables that are valid Unicode. */
export function programEnvironment(): Record<string, string> {
  const variables = Object.entries(readEnvironment()).filter(
    (variable): variable is [string, string] => variable[1] !== null,
  )
  return Object.fromEntries(variables)
}

/**
 * Leaves SIGINT and SIGTERM to native code, which handles them on another thread. Without a
 * listener, Node's default handler would raise the signal again, for ever: it expects to be the
 * last handler.
 */
export function leaveSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
}
