#!/usr/bin/env node
/** The program `edgegap`, `npx edgegap-sdk apply --set TAG=b43`. See `--help`. */

import { addon } from './native/addon.js'
import { leaveSignals, programEnvironment } from './program-environment.js'

leaveSignals()
process.exitCode = addon.runProgram(['edgegap', ...process.argv.slice(2)], programEnvironment())
