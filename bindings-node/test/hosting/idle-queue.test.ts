/** Without pending calls, native code refers to nothing in JavaScript. */

import '../support/environment.js'

import { test } from 'node:test'

import { run, script, succeeds } from '../support/child.js'

test('realms whose calls are complete are collected, with their async contexts', () =>
  succeeds(run(process.execPath, ['--expose-gc', script('realms')])))
