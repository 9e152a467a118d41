/** The log of calls, compared with `tests/log.json`, which every language is compared with. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { child } from './support/child.js'
import { PACKAGE } from './support/place.js'

interface Table {
  readonly lines: Readonly<Record<string, readonly string[]>>
}

const { lines } = JSON.parse(readFileSync(join(PACKAGE, '..', 'tests', 'log.json'), 'utf8')) as Table

/** The lines of the calls at a level, without times and ids. */
async function log(level: string): Promise<string[]> {
  const ended = await child('log', { EDGEGAP_LOG: level })
  assert.deepEqual([ended.code, ended.stdout], [0, ''], ended.stderr)
  const masked = ended.stderr
    .replaceAll(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /gm, '<time> ')
    .replaceAll(/\b(in|after) \d+ ms/g, '$1 <n> ms')
    .replaceAll(/\brequest \d+/g, 'request <id>')
  return masked.split('\n').slice(0, -1)
}

for (const [level, expected] of Object.entries(lines)) {
  test(`the lines of the level ${level}`, async () => {
    assert.deepEqual(await log(level), expected)
  })
}

test('other words for levels', async () => {
  assert.deepEqual(await log(' Verbose '), lines['debug'])
  assert.deepEqual(await log('0'), [])
  const { stderr } = await child('log', { EDGEGAP_LOG: 'canary' })
  assert.match(stderr, /Warning: the variable EDGEGAP_LOG must be one of off, error, warning, info, debug/)
  assert.ok(stderr.includes('edgegap info applications.create POST 200') && !stderr.includes('canary'), stderr)
})
