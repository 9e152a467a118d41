/**
 * Type checks: `test/wrong` must not compile; the examples and the calls in the documentation must.
 */

import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { run, type Ended } from './support/child.js'
import { PACKAGE, ROOT } from './support/place.js'

const TSC = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc')
const WRONG = join(PACKAGE, 'test', 'wrong')

const tsc = (project: string): Promise<Ended> => run(process.execPath, [TSC, '-p', project])

/** Compiles a source in a temporary folder, with the settings of `test/wrong`. */
function compile(context: TestContext, source: string): Promise<Ended> {
  const folder = mkdtempSync(join(PACKAGE, 'test', 'bare-'))
  context.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(join(folder, 'use.ts'), source)
  copyFileSync(join(WRONG, 'tsconfig.json'), join(folder, 'tsconfig.json'))
  return tsc(folder)
}

test('every wrong use is an error, and no correct use', async (context) => {
  const { code, stdout } = await tsc(WRONG)
  assert.equal(code, 0, stdout)

  // Without the directives there is an error in the line after each.
  const source = readFileSync(join(WRONG, 'use.ts'), 'utf8')
  const lines = source.split('\n')
  const expected = lines.flatMap((line, index) => (line.includes('// @ts-expect-error') ? [index + 2] : []))
  const bare = await compile(context, source.replaceAll('@ts-expect-error', ''))
  const found = [...bare.stdout.matchAll(/use\.ts\((\d+),/g)].map(([, line]) => Number(line))
  assert.deepEqual([...new Set(found)], expected)
})

test('the examples compile', async () => {
  const { code, stdout } = await tsc(join(PACKAGE, 'examples'))
  assert.equal(code, 0, stdout)
})

test('the calls in docs/api.md compile', async (context) => {
  const markdown = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8')
  const calls = [...markdown.matchAll(/```ts\n([^]*?)```/g)].map(([, call]) => `{\n${call ?? ''}}\n`)
  assert.ok(calls.length >= 24, `${calls.length} calls`)
  const header =
    "import type { Client } from 'edgegap-sdk'\nexport async function use(client: Client): Promise<void> {\n"
  const { code, stdout } = await compile(context, `${header}${calls.join('')}}\n`)
  assert.equal(code, 0, stdout)
})

test('the version matches package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const { VERSION } = await import('edgegap-sdk')
  assert.equal(VERSION, version)
})
