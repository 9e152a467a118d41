#!/usr/bin/env node
/** The emulator as a program: `npx edgegap-emulator --port 8080 --data state.redb`. `--help` says what else it takes. */

import { addon } from './addon.js'
import { environment } from './environment.js'

// The emulator ends with these signals by itself, on another thread. Without a listener Node's own handler would raise the signal again, for ever:
// it counts on being the last one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)

const variables = Object.entries(environment()).filter((variable): variable is [string, string] => variable[1] !== null)
process.exitCode = addon.runEmulator(['edgegap-emulator', ...process.argv.slice(2)], Object.fromEntries(variables))
