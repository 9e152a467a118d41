/** Runs the examples. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { run, type Ended } from './support/child.js'
import { start } from './support/emulator.js'
import { PACKAGE } from './support/place.js'

const script = (name: string): string => join(PACKAGE, 'examples', name)

test('publish, publish again, and report', async (context) => {
  const { emulator } = await start(context)
  const environment = { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
  const example = (name: string, ...args: string[]): Promise<Ended> =>
    run(process.execPath, [script(name), ...args], environment)
  const first = await example('publish.mjs', 'my-game', '1.0.0', 'me/game', 'b42')
  assert.deepEqual([first.code, first.stderr], [0, ''])
  assert.equal(first.stdout, 'application my-game: created\nversion 1.0.0: created with b42\n')
  const again = await example('publish.mjs', 'my-game', '1.0.0', 'me/game', 'b43')
  assert.equal(again.stdout, 'application my-game: already exists\nversion 1.0.0: updated to b43\n')
  for (const name of ['1.1', '1.2', '1.3', '1.4', '1.5']) {
    await example('publish.mjs', 'my-game', name, 'me/game', 'b44')
  }
  const rejected = await example('publish.mjs', 'my-game', '2.0.0', 'Me/Game', 'b42')
  assert.equal(rejected.code, 1)
  assert.match(rejected.stderr, /docker_image/)
  const refused = await run(process.execPath, [script('publish.mjs'), 'my-game', '2.0.0', 'me/game', 'b42'], {
    ...environment,
    EDGEGAP_TOKEN: 'wrong',
  })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /^not published: applications\.create: .*401.*\n$/)

  const report = await example('status.mjs')
  assert.equal(report.code, 0, report.stderr)
  assert.match(report.stdout, /^my-game +on +5 of +6 versions active, newest \d{4}-\d\d-\d\d\n1 application\n$/)
})

test('the test with the emulator', async () => {
  const ended = await run(process.execPath, ['--test', script('emulator.test.mjs')])
  assert.equal(ended.code, 0, ended.stdout)
  assert.match(ended.stdout, /pass 3\b/)
})
