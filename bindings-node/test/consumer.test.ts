/** The packed tarballs, installed into an empty folder without a registry, as consumers of every kind use them. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

import { Client } from 'edgegap-sdk'

import { run, type Ended } from './support/child.js'
import { PACKAGE } from './support/place.js'

const TSC = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc')

const library = readdirSync(PACKAGE).find((name) => name.endsWith('.node')) ?? ''
const ending = library.split('.')[1] ?? ''
const native = `edgegap-sdk-${ending}`
let packed: string
let folder: string

/** Runs Node in the folder and demands success. */
async function node(...args: string[]): Promise<Ended> {
  const ended = await run(process.execPath, args, {}, folder)
  assert.equal(ended.code, 0, ended.stdout + ended.stderr)
  return ended
}

/** The blocks of the package's README in this language. */
/** What says what is in the package; xtask makes them, from what is linked. */
const PAPERS = ['THIRD_PARTY_NOTICES', 'sbom.cdx.json']

function blocks(language: string): string[] {
  const text = readFileSync(join(folder, 'node_modules', 'edgegap-sdk', 'README.md'), 'utf8')
  return [...text.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g'))].map(([, block]) => block ?? '')
}

before(async () => {
  packed = mkdtempSync(join(tmpdir(), 'edgegap-packed-'))
  folder = mkdtempSync(join(tmpdir(), 'edgegap-consumer-'))
  const papers = mkdtempSync(join(tmpdir(), 'edgegap-papers-'))
  for (const name of PAPERS) writeFileSync(join(papers, name), `the ${name} of this test`)
  const made = await run(process.execPath, [join(PACKAGE, 'scripts', 'pack.mjs'), packed, papers, `${ending}=${join(PACKAGE, library)}`])
  rmSync(papers, { recursive: true })
  assert.equal(made.code, 0, made.stderr)
  cpSync(join(PACKAGE, 'test', 'consumer'), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const tarballs = made.stdout.trim().split('\n')
  assert.equal(tarballs.length, 2)
  const installed = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], {}, folder)
  assert.equal(installed.code, 0, installed.stderr)
})

after(() => {
  rmSync(packed, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

test('what is in the package is what it needs, and no more', () => {
  for (const name of PAPERS) {
    for (const of of ['edgegap-sdk', `edgegap-sdk-${ending}`]) {
      assert.equal(readFileSync(join(folder, 'node_modules', of, name), 'utf8'), `the ${name} of this test`)
    }
  }
  const names = readdirSync(join(folder, 'node_modules', 'edgegap-sdk'), { recursive: true }).map(String)
  assert.ok(
    ['README.md', 'LICENSE-MIT', 'dist/index.js', 'dist/index.mjs', 'dist/index.d.ts', 'dist/index.d.mts'].every((name) =>
      names.includes(name),
    ),
  )
  assert.deepEqual(
    names.filter((name) => /\.node$|test|src|\.ts$/.test(name) && !/\.d\.m?ts$/.test(name)),
    [],
  )
  const { scripts, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(folder, 'node_modules', 'edgegap-sdk', 'package.json'), 'utf8'),
  ) as Record<string, unknown>
  assert.deepEqual([scripts, devDependencies, optionalDependencies], [undefined, undefined, { [native]: '0.1.0' }])
})

test('ESM and CommonJS share one implementation', async () => {
  assert.equal((await node('esm.mjs')).stdout, 'esm\n')
  assert.equal((await node('cjs.cjs')).stdout, 'cjs\n')
})

test('TypeScript finds the types, with node16 and with bundler resolution', async () => {
  const types = ['--typeRoots', join(PACKAGE, 'node_modules', '@types')]
  await node(TSC, '-p', 'node16.json', ...types)
  await node(TSC, '-p', 'bundler.json', ...types)
})

test('the README does what it says', async () => {
  const [first = '', second = ''] = blocks('js')
  writeFileSync(join(folder, 'readme.mjs'), first)
  assert.equal((await node('readme.mjs')).stdout, blocks('text')[0])
  writeFileSync(join(folder, 'readme.test.mjs'), second)
  assert.match((await node('--test', 'readme.test.mjs')).stdout, /pass 1\b/)
})

test('the emulator is a program', async () => {
  const program = join(folder, 'node_modules', '.bin', 'edgegap-emulator')
  assert.equal((await run(program, ['--version'])).stdout, 'edgegap-emulator 0.1.0\n')
  assert.equal((await run(program, ['--nonsense'])).code, 2)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const args = ['--port', '0', '--token', 'secret']
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 30_000, killSignal: 'SIGKILL' })
    const exited = once(child, 'exit')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const baseUrl = /EDGEGAP_BASE_URL=(\S+)/.exec(line)?.[1]
    assert.deepEqual(await new Client({ token: 'secret', baseUrl }).applications.list().toArray(), [])
    child.kill(signal)
    assert.deepEqual(await exited, [0, null])
  }
})

test('a native package that is missing or of another version is named, with what to do', async () => {
  const [place, aside] = [join(folder, 'node_modules', native), join(folder, 'node_modules', 'aside')]
  renameSync(place, aside)
  try {
    const missing = await run(process.execPath, ['-e', "require('edgegap-sdk')"], {}, folder)
    assert.equal(missing.code, 1)
    assert.ok(missing.stderr.includes(`edgegap-sdk needs the package ${native}, which is not installed`), missing.stderr)
    assert.ok(missing.stderr.includes(`npm install ${native}@0.1.0`), missing.stderr)

    const write = (source: string): void => {
      rmSync(place, { recursive: true, force: true })
      cpSync(aside, place, { recursive: true })
      writeFileSync(join(place, 'package.json'), JSON.stringify({ name: native, version: '0.0.9', main: 'index.js' }))
      writeFileSync(join(place, 'index.js'), source)
    }
    write("module.exports = { version: () => '0.0.9', contract: () => 'abc' }")
    const other = await run(process.execPath, ['-e', "require('edgegap-sdk')"], {}, folder)
    assert.match(
      other.stderr,
      /the native part of edgegap-sdk is 0\.0\.9 \(contract abc\), the rest is 0\.1\.0 \(contract \w+\): install both in one version/,
    )
    write("throw new Error('GLIBC_9.99 not found')")
    const broken = await run(process.execPath, ['-e', "require('edgegap-sdk')"], {}, folder)
    assert.match(broken.stderr, /does not load: GLIBC_9\.99 not found/)
  } finally {
    rmSync(place, { recursive: true, force: true })
    renameSync(aside, place)
  }
})
