/** What `console.log` shows of replies with long strings. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { APPLICATION, start, VERSION } from './support/emulator.js'

test('long strings are cut when they are printed, and nowhere else', async (context) => {
  const { client } = await start(context)
  const image = Buffer.alloc(60_000, 'icon').toString('base64')
  const made = await client.applications.create({ ...APPLICATION, image })
  const applications = await client.applications.list().collect()
  for (const value of [made, applications, { made }, [[made]]]) {
    const shown = inspect(value, { depth: null })
    assert.ok(shown.length < 700, shown)
    assert.match(shown, /image: 'aWNv[^']{196}'\.\.\. 79800 more characters/)
    assert.ok(JSON.stringify(value).includes(image))
  }
  assert.equal(made.image, image)
  assert.deepEqual(Object.keys(made), Object.keys({ ...made }))
  assert.deepEqual({ ...made }, JSON.parse(JSON.stringify(made)))

  // What a program asks for is shown, with its own options.
  assert.ok(inspect(made, { maxStringLength: null }).includes(image))
  assert.ok(inspect(made, { maxStringLength: 10 }).includes("'aWNvbmljb2'... 79990 more characters"))
  assert.equal(inspect([[[made]]], { depth: 2 }), '[ [ [ [Object] ] ] ]')
  assert.ok(inspect(made, { colors: true }).includes('\u001b['))
})

test('strings in lists and nested objects are cut, and short ones are not', async (context) => {
  const { client } = await start(context)
  await client.applications.create(APPLICATION)
  const text = (length: number): string => 'x'.repeat(length)
  const envs = [
    { key: 'LONG', value: text(201) },
    { key: 'SHORT', value: text(200) },
  ]
  const version = await client.versions.create('my-game', { ...VERSION, envs })
  const shown = inspect(version, { depth: null })
  assert.ok(shown.includes("'... 1 more character"), shown)
  assert.equal(shown.match(/more character/g)?.length, 1, shown)
})
