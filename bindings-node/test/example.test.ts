/** The examples, as a user runs them. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { Emulator } from 'edgegap-sdk'

import { run } from './support/child.js'
import { PACKAGE } from './support/place.js'

const script = (name: string): string => join(PACKAGE, 'examples', name)

test('publishing, twice over, and the report of it', async () => {
  const emulator = await Emulator.start()
  const environment = { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
  const publish = (...args: string[]): ReturnType<typeof run> => run(process.execPath, [script('publish.mjs'), ...args], environment)
  const first = await publish('my-game', '1.0.0', 'me/game', 'b42')
  assert.deepEqual([first.code, first.stderr], [0, ''])
  assert.equal(first.stdout, 'application my-game: created\nversion 1.0.0: created with b42\n')
  const again = await publish('my-game', '1.0.0', 'me/game', 'b43')
  assert.equal(again.stdout, 'application my-game: is there\nversion 1.0.0: now with b43\n')
  for (const name of ['1.1', '1.2', '1.3', '1.4', '1.5']) await publish('my-game', name, 'me/game', 'b44')
  const refused = await publish('my-game', '2.0.0', 'Me/Game', 'b42')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /docker_image/)

  const report = await run(process.execPath, [script('status.mjs')], environment)
  assert.equal(report.code, 0, report.stderr)
  assert.match(report.stdout, /^my-game +on +5 of +6 versions active, newest \d{4}-\d\d-\d\d\n1 applications\n$/)
  await emulator.stop()
})

test('the test with the emulator', async () => {
  const ended = await run(process.execPath, ['--test', script('emulator.test.mjs')])
  assert.equal(ended.code, 0, ended.stdout)
  assert.match(ended.stdout, /pass 3\b/)
})
