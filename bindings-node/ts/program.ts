#!/usr/bin/env node
/** The emulator as a program: `npx edgegap-emulator --port 8080 --data state.redb`. `--help` says what else it takes. */

import { addon } from './addon.js'

process.exitCode = addon.runEmulator(['edgegap-emulator', ...process.argv.slice(2)])
