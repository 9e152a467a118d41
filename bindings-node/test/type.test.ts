/** What the compiler must refuse: `test/wrong`; and what it must take: the examples, and the calls in the documentation. */

import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { run, type Ended } from './support/child.js'
import { PACKAGE, ROOT } from './support/place.js'

const tsc = (project: string): Promise<Ended> =>
  run(process.execPath, [join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project])

test('every wrong use is refused, and no right one', async () => {
  const wrong = join(PACKAGE, 'test', 'wrong')
  const { code, stdout } = await tsc(wrong)
  assert.equal(code, 0, stdout)

  // Without the directives there is an error for each, at the line below it.
  const bare = mkdtempSync(join(PACKAGE, 'test', 'bare-'))
  try {
    const source = readFileSync(join(wrong, 'use.ts'), 'utf8')
    writeFileSync(join(bare, 'use.ts'), source.replaceAll('@ts-expect-error', ''))
    copyFileSync(join(wrong, 'tsconfig.json'), join(bare, 'tsconfig.json'))
    const due = source.split('\n').flatMap((line, index) => (line.includes('// @ts-expect-error') ? [index + 2] : []))
    const refused = [...(await tsc(bare)).stdout.matchAll(/use\.ts\((\d+),/g)].map(([, line]) => Number(line))
    assert.deepEqual([...new Set(refused)], due)
  } finally {
    rmSync(bare, { recursive: true, force: true })
  }
})

test('the examples fit the types', async () => {
  const { code, stdout } = await tsc(join(PACKAGE, 'examples'))
  assert.equal(code, 0, stdout)
})

test('the calls in docs/api.md fit the types', async () => {
  const text = readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8')
  const calls = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, call]) => call ?? '')
  assert.ok(calls.length >= 24, `${calls.length} calls`)
  const folder = mkdtempSync(join(PACKAGE, 'test', 'docs-'))
  try {
    const blocks = calls.map((call) => `{\n${call}}\n`).join('')
    writeFileSync(
      join(folder, 'use.ts'),
      `import type { Client } from 'edgegap-sdk'\nexport async function use(client: Client): Promise<void> {\n${blocks}}\n`,
    )
    copyFileSync(join(PACKAGE, 'test', 'wrong', 'tsconfig.json'), join(folder, 'tsconfig.json'))
    const { code, stdout } = await tsc(folder)
    assert.equal(code, 0, stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the version is that of package.json', async () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const { VERSION } = await import('edgegap-sdk')
  assert.equal(VERSION, version)
})
