/** Runs the examples. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { run, type Ended } from './support/child.js'
import { APPLICATION, VERSION, start } from './support/emulator.js'
import { PACKAGE } from './support/place.js'

const script = (name: string): string => join(PACKAGE, 'examples', name)

test('promote, and report', async (context) => {
  const { emulator, client } = await start(context)
  const environment = { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
  const example = (name: string, ...args: string[]): Promise<Ended> =>
    run(process.execPath, [script(name), ...args], environment)
  await client.applications.create(APPLICATION)
  for (const [name, tag] of [
    ['dev', 'b43'],
    ['live', 'b42'],
  ] as const) {
    await client.versions.create('my-game', { ...VERSION, name, docker_tag: tag })
  }
  const promoted = await example('promote.mjs', 'my-game', 'dev', 'live')
  assert.deepEqual([promoted.code, promoted.stderr], [0, ''])
  assert.equal(promoted.stdout, 'live has me/game:b43\n')
  assert.equal((await client.versions.get('my-game', 'live')).docker_tag, 'b43')
  const missing = await example('promote.mjs', 'my-game', 'nope', 'live')
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /^not promoted: versions\.get: .*nope.*\n$/)
  assert.equal((await example('promote.mjs', 'my-game')).code, 2)

  const report = await example('status.mjs')
  assert.equal(report.code, 0, report.stderr)
  assert.match(report.stdout, /^my-game +on +2 of +2 versions active, newest \d{4}-\d\d-\d\d\n1 application\n$/)
})

test('the test with the emulator', async () => {
  const ended = await run(process.execPath, ['--test', script('emulator.test.mjs')])
  assert.equal(ended.code, 0, ended.stdout)
  assert.match(ended.stdout, /pass 3\b/)
})
