// Jest loads the package anew for each test file. What a file has loaded must be collected when it
// ends. Jest itself keeps some memory of each file, so the growth is compared with that of files
// without calls.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

const FILES = 32

/** Files until the memory of Jest itself is stable. */
const FIRST = 2

const LARGEST_GROWTH = 2 << 20

const IDLE = "test('idle', async () => { await require('node:fs').promises.stat('.') })"

const CALLS = `
const { Emulator, NotFoundError, ValidationError } = require('edgegap-sdk')

test('calls', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client({ onEvent: () => undefined })
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  await expect(client.applications.list().collect()).resolves.toHaveLength(1)
  await expect(client.applications.get('nope')).rejects.toThrow(NotFoundError)
  await expect(client.applications.get('')).rejects.toThrow(ValidationError)
  await emulator.stop()
})`

/** The heap after each of many equal test files, in bytes. */
function measure(source, environment) {
  const folder = here('heap')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (let index = 0; index < FILES; index++) writeFileSync(`${folder}/${index}.test.js`, source)
  const jest = ['--expose-gc', 'node_modules/jest/bin/jest.js', '--runInBand', '--logHeapUsage']
  const options = ['--env', environment, '--rootDir', folder, '--testMatch', '**/*.test.js', '--config', '{}']
  const args = [...jest, ...options, '--reporters', here('heap-reporter.cjs')]
  const output = execFileSync(process.execPath, args, { cwd: here('.'), encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  const sizes = JSON.parse(output.trim().split('\n').at(-1))
  assert.equal(sizes.length, FILES)
  return sizes
}

/** The growth in bytes. Garbage that was not collected yet makes single values higher. */
function getGrowth(sizes) {
  return Math.min(...sizes.slice(-4)) - Math.min(...sizes.slice(FIRST, FIRST + 4))
}

for (const environment of ['node', 'jsdom']) {
  test(`the heap does not grow with the number of files (${environment})`, () => {
    const [calls, idle] = [CALLS, IDLE].map((source) => getGrowth(measure(source, environment)))
    const shown = `${(calls / 2 ** 20).toFixed(1)} MB, ${(idle / 2 ** 20).toFixed(1)} MB without calls`
    console.log(`${environment}: ${FILES} files, growth ${shown}`)
    assert.ok(calls - idle <= LARGEST_GROWTH, shown)
  })
}
