#!/usr/bin/env node
/** The emulator as a program, `npx edgegap-emulator --port 8080`. See `--help`. */

import { addon } from './native/addon.js'
import { leaveSignals, programEnvironment } from './program-environment.js'

leaveSignals()
process.exitCode = addon.runEmulator(['edgegap-emulator', ...process.argv.slice(2)], programEnvironment())
