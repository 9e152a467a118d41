/** Installs the packed tarballs into an empty folder without a registry, and uses them. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

import { Client, Emulator, VERSION } from 'edgegap-sdk'

import { run, type Ended } from './support/child.js'
import { PACKAGE } from './support/place.js'

const TSC = join(PACKAGE, 'node_modules', 'typescript', 'bin', 'tsc')

const library = readdirSync(PACKAGE).find((name) => name.endsWith('.node')) ?? ''
const suffix = library.split('.')[1] ?? ''
const native = `@edgegap-sdk/${suffix}`
let packed: string
let folder: string

/** Runs Node in the folder, and asserts that it succeeds. */
async function node(...args: string[]): Promise<Ended> {
  const ended = await run(process.execPath, args, {}, folder)
  assert.equal(ended.code, 0, ended.stdout + ended.stderr)
  return ended
}

/** Licence notices and bill of materials, which xtask creates from the linked crates. */
const PAPERS = ['THIRD_PARTY_NOTICES', 'sbom.cdx.json']

/** Reads a file of an installed package. */
function installed(packageName: string, name: string): string {
  return readFileSync(join(folder, 'node_modules', packageName, name), 'utf8')
}

before(async () => {
  packed = mkdtempSync(join(tmpdir(), 'edgegap-packed-'))
  folder = mkdtempSync(join(tmpdir(), 'edgegap-consumer-'))
  const papers = mkdtempSync(join(tmpdir(), 'edgegap-papers-'))
  for (const name of PAPERS) writeFileSync(join(papers, name), `the ${name} of this test`)
  const made = await run(process.execPath, [
    join(PACKAGE, 'scripts', 'pack.mjs'),
    packed,
    papers,
    `${suffix}=${join(PACKAGE, library)}`,
  ])
  rmSync(papers, { recursive: true })
  assert.equal(made.code, 0, made.stderr)
  cpSync(join(PACKAGE, 'test', 'consumer'), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const tarballs = made.stdout.trim().split('\n')
  assert.equal(tarballs.length, 2)
  const npm = await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], {}, folder)
  assert.equal(npm.code, 0, npm.stderr)
})

after(() => {
  rmSync(packed, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

test('the package contains what it needs, and no more', () => {
  for (const name of PAPERS) {
    for (const packageName of ['edgegap-sdk', native]) {
      assert.equal(installed(packageName, name), `the ${name} of this test`)
    }
  }
  const names = readdirSync(join(folder, 'node_modules', 'edgegap-sdk'), { recursive: true }).map(String)
  const entries = ['index', 'testing'].flatMap((name) => ['js', 'mjs', 'd.ts', 'd.mts'].map((end) => `${name}.${end}`))
  const required = entries.map((name) => `dist/${name}`)
  for (const name of ['README.md', 'LICENSE-MIT', ...required]) assert.ok(names.includes(name), name)
  const unexpected = names.filter((name) => /\.node$|test(?!ing\.)|src|\.ts$/.test(name) && !/\.d\.m?ts$/.test(name))
  assert.deepEqual(unexpected, [])
  const json = JSON.parse(installed('edgegap-sdk', 'package.json')) as Record<string, unknown>
  const { scripts, devDependencies, optionalDependencies } = json
  assert.deepEqual([scripts, devDependencies], [undefined, undefined])
  const targets = JSON.parse(readFileSync(join(PACKAGE, 'npm', 'targets.json'), 'utf8')) as { name: string }[]
  assert.ok(targets.length >= 8)
  const wanted = Object.fromEntries(targets.map(({ name }) => [`@edgegap-sdk/${name}`, VERSION]))
  assert.deepEqual(optionalDependencies, wanted)
})

test('ESM and CommonJS share one implementation', async () => {
  assert.equal((await node('esm.mjs')).stdout, 'esm\n')
  assert.equal((await node('cjs.cjs')).stdout, 'cjs\n')
})

test('TypeScript resolves the types with node16 and with bundler resolution', async () => {
  const types = ['--typeRoots', join(PACKAGE, 'node_modules', '@types')]
  await node(TSC, '-p', 'node16.json', ...types)
  await node(TSC, '-p', 'bundler.json', ...types)
})

test('the emulator is a program', async () => {
  const program = join(folder, 'node_modules', '.bin', 'edgegap-emulator')
  assert.equal((await run(program, ['--version'])).stdout, `edgegap-emulator ${VERSION}\n`)
  assert.equal((await run(program, ['--nonsense'])).code, 2)
  // The line of the README runs what is installed, and asks no registry.
  const line = ['--offline', '--package', 'edgegap-sdk', 'edgegap-emulator', '--version']
  assert.equal((await run('npx', line, {}, folder)).stdout, `edgegap-emulator ${VERSION}\n`)
  // A process of Windows receives no signals.
  for (const signal of process.platform === 'win32' ? [] : (['SIGTERM', 'SIGINT'] as const)) {
    const args = ['--port', '0', '--token', 'secret']
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 30_000, killSignal: 'SIGKILL' })
    const exited = once(child, 'exit')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const baseUrl = /EDGEGAP_BASE_URL=(\S+)/.exec(line)?.[1]
    assert.deepEqual(await new Client({ token: 'secret', baseUrl }).applications.list().collect(), [])
    child.kill(signal)
    assert.deepEqual(await exited, [0, null])
  }
})

test('edgegap is a program', async () => {
  for (const name of ['edgegap', 'edgegap-sdk']) {
    const program = join(folder, 'node_modules', '.bin', name)
    assert.equal((await run(program, ['--version'])).stdout, `edgegap ${VERSION}\n`)
  }
  const line = ['--offline', 'edgegap-sdk', 'apps', 'list', '--emulator']
  const listed = await run('npx', line, {}, folder)
  assert.deepEqual([listed.code, listed.stderr], [0, 'no applications\n'])
  const refused = await run(join(folder, 'node_modules', '.bin', 'edgegap'), ['apps', 'list'])
  assert.equal(refused.code, 4)
  assert.match(refused.stderr, /there is no API token/)
})

test('edgegap ends with 130 after Ctrl-C', { skip: process.platform === 'win32' }, async () => {
  const emulator = await Emulator.start()
  try {
    await emulator.inject({ operation: 'applications.list', kind: 'stall' })
    const program = join(folder, 'node_modules', '.bin', 'edgegap')
    const env = { PATH: process.env['PATH'], EDGEGAP_TOKEN: emulator.token, EDGEGAP_BASE_URL: emulator.url }
    const child = spawn(program, ['apps', 'list'], { stdio: 'ignore', env, timeout: 30_000, killSignal: 'SIGKILL' })
    const exited = once(child, 'exit')
    while ((await emulator.requests()).length === 0) await delay(10)
    child.kill('SIGINT')
    assert.deepEqual(await exited, [130, null])
  } finally {
    await emulator.stop()
  }
})

test('a process that may not load addons is told which flag it needs', async () => {
  const { code, stderr } = await run(process.execPath, ['--no-addons', '-e', "require('edgegap-sdk')"], {}, folder)
  assert.equal(code, 1)
  assert.ok(stderr.includes('Start Node with --allow-addons, or without --no-addons'), stderr)
})

test('a native package that is missing or of another version is named, with what to do', async () => {
  const [place, aside] = [join(folder, 'node_modules', native), join(folder, 'node_modules', 'aside')]
  renameSync(place, aside)
  try {
    const load = (): Promise<Ended> => run(process.execPath, ['-e', "require('edgegap-sdk')"], {}, folder)
    const missing = await load()
    assert.equal(missing.code, 1)
    const parts = [`needs the package ${native}, which is not installed`, 'package-lock.json']
    for (const part of [...parts, `npm install ${native}@${VERSION}`]) {
      assert.ok(missing.stderr.includes(part), missing.stderr)
    }

    const write = (source: string): void => {
      rmSync(place, { recursive: true, force: true })
      cpSync(aside, place, { recursive: true })
      writeFileSync(join(place, 'package.json'), JSON.stringify({ name: native, version: '0.0.9', main: 'index.js' }))
      writeFileSync(join(place, 'index.js'), source)
    }
    write("module.exports = { version: () => '0.0.9', contract: () => 'abc' }")
    const { stderr } = await load()
    assert.ok(
      stderr.includes(`the native part of edgegap-sdk is version 0.0.9 (contract abc), the package is ${VERSION}`),
    )
    assert.match(stderr, /\(contract \w{16}\): install the same version of both/)
    write("throw new Error('GLIBC_9.99 not found')")
    assert.match((await load()).stderr, /cannot load the native part of edgegap-sdk, .*: GLIBC_9\.99 not found/)
  } finally {
    rmSync(place, { recursive: true, force: true })
    renameSync(aside, place)
  }
})
