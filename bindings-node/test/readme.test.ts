/** The TypeScript in the README of the repository. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { run } from './support/child.js'
import { PACKAGE, ROOT } from './support/place.js'

test('the TypeScript in README.md compiles', async (context) => {
  const markdown = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const blocks = [...markdown.matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block ?? '')
  assert.ok(blocks.length > 0)
  const folder = mkdtempSync(join(PACKAGE, 'test', 'docs-'))
  context.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [index, block] of blocks.entries()) writeFileSync(join(folder, `block-${index}.mts`), block)
  const settings = { extends: '../wrong/tsconfig.json', include: ['*.mts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  const tsc = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc')
  const { code, stdout } = await run(process.execPath, [tsc, '-p', folder])
  assert.equal(code, 0, stdout)
})
