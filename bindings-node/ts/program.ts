#!/usr/bin/env node
/** The emulator as a program, `npx edgegap-emulator --port 8080`. See `--help`. */

import { readEnvironment } from './environment.js'
import { addon } from './native/addon.js'

// The emulator handles these signals itself, on another thread. Without a listener, Node's default
// handler would raise the signal again, for ever: it expects to be the last handler.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const variables = Object.entries(readEnvironment()).filter(
  (variable): variable is [string, string] => variable[1] !== null,
)
process.exitCode = addon.runEmulator(['edgegap-emulator', ...process.argv.slice(2)], Object.fromEntries(variables))
