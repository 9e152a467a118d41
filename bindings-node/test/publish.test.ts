/** Plans, their application and prunes. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

import {
  CancelledError,
  ConflictError,
  ImageError,
  Plan,
  ValidationError,
  Emulator,
  type Client,
  type Problem,
  type Step,
  type SummaryStep,
} from 'edgegap-sdk'

import { invalid, pick, saying, VERSION } from './support/emulator.js'

const CANARY = 'canary-77e1'

const MANIFEST = `
format = 1
app = { name = "space-arena" }
[defaults]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "\${TAG}"
req_cpu = 512
req_memory = 512
private_username = { env = "REGISTRY_USER" }
private_token = { env = "REGISTRY_TOKEN" }
ports = [{ port = 7777, protocol = "UDP" }]
[defaults.envs]
MODE = "ranked"
MATCH_KEY = { env = "MATCH_KEY", hidden = true }
[versions.dev]
[versions."\${VERSION}"]
[prune]
protect = ["dev"]
versions = { keep = 1 }
`

const set = { TAG: 'b42' }
const folder = mkdtempSync(join(tmpdir(), 'publish-'))
const path = join(folder, 'edgegap.toml')

let emulator: Emulator
let client: Client

before(() => {
  for (const name of ['REGISTRY_USER', 'REGISTRY_TOKEN', 'MATCH_KEY']) process.env[name] = CANARY
})

beforeEach(async () => {
  writeFileSync(path, MANIFEST)
  emulator = await Emulator.start()
  client = emulator.client({ backoff: { initial: 1, max: 2 } })
})

afterEach(async () => {
  client.close()
  await emulator.stop()
})

after(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Makes a plan and applies it. */
async function publish(values = set): Promise<Step[]> {
  return client.publish.apply(await client.publish.plan(path, { set: values })).collect()
}

describe('a plan', () => {
  test('is what would change', async () => {
    const plan = await client.publish.plan(path, { set })
    assert.deepEqual([plan.app, plan.isEmpty, plan.leftOut], ['space-arena', false, ['${VERSION}']])
    assert.deepEqual(plan.counts, { create: 2, change: 0, delete: 0, calls: 2 })
    assert.equal(inspect(plan), "Plan { app: 'space-arena', create: 2, change: 0, delete: 0, calls: 2 }")
    const lines = String(plan).split('\n')
    assert.ok(lines[0]?.startsWith(`${path} -> space-arena at 127.0.0.1:`), lines[0])
    assert.equal(lines.at(-1), '2 to create, 0 to change, 0 to delete: 2 calls.')
    const [application, version] = plan.actions
    assert.deepEqual(application, { ...application, object: 'application', action: 'create', path: ['space-arena'] })
    const tag = version?.fields?.find(({ name }) => name === 'docker_tag')
    assert.deepEqual(tag, { name: 'docker_tag', state: 'changed', sent: true, from: null, to: 'b42' })
    assert.deepEqual([...new Set(pick(await emulator.requests(), 'method'))], ['GET'])
  })

  test('is applied step by step, and is empty afterwards', async () => {
    const steps = await publish()
    assert.deepEqual(pick(steps, 'kind'), ['done', 'done', 'summary'])
    assert.ok(steps[1]?.text.startsWith('  ok  version dev created'), steps[1]?.text)
    const summary = steps[2] as SummaryStep
    assert.deepEqual([summary.created, summary.requests, summary.is_prune], [2, 2, false])
    assert.equal((await client.versions.get('space-arena', 'dev')).docker_tag, 'b42')
    const again = await client.publish.plan(path, { set })
    assert.deepEqual([again.isEmpty, again.counts.calls], [true, 0])
    const resent = await client.publish.plan(path, { set, resendSecrets: true })
    assert.deepEqual([resent.isEmpty, resent.counts.change], [false, 1])
  })

  test('compares the items of lists', async () => {
    await publish()
    writeFileSync(path, MANIFEST.replace('"ranked"', '"casual"'))
    const plan = await client.publish.plan(path, { set })
    const envs = plan.actions[1]?.fields?.find(({ name }) => name === 'envs')
    assert.deepEqual(envs?.items, [
      { key: 'MODE', state: 'changed', fields: [{ name: 'value', from: 'ranked', to: 'casual' }] },
      { key: 'MATCH_KEY', state: 'hidden' },
    ])
  })

  test('does not fit a world that moved', async () => {
    await publish()
    const moved = await client.publish.plan(path, { set: { TAG: 'b43' } })
    await client.versions.update('space-arena', 'dev', { max_duration: 60 })
    await assert.rejects(client.publish.apply(moved).collect(), saying(ConflictError, 'changed since the plan'))
    const other = await client.publish.plan(path, { set: { TAG: 'b43' } })
    writeFileSync(path, `${MANIFEST}# changed\n`)
    await assert.rejects(client.publish.apply(other).first(), saying(ConflictError, 'not what the plan was made from'))
    assert.equal((await client.versions.get('space-arena', 'dev')).docker_tag, 'b42')
  })

  test('waits for a tag', async () => {
    await publish()
    const plan = await client.publish.plan(path, { set: { TAG: 'b43' } })
    await emulator.inject({ kind: 'settle', operation: 'versions.update', reads: 2 })
    const steps = await client.publish.apply(plan, { wait: 60_000 }).collect()
    const [waiting, done] = [steps[0], steps.at(-2)]
    assert.ok(waiting?.kind === 'waiting' && done?.kind === 'done')
    assert.deepEqual([waiting.wanted, waiting.live, waiting.timeout_ms], ['b43', '', 60_000])
    assert.deepEqual([done.fields, done.docker_tag], [['docker_tag'], 'b43'])
    await emulator.inject({ kind: 'ignored', operation: 'versions.update' })
    const kept = client.publish.apply(await client.publish.plan(path, { set: { TAG: 'b44' } }), { wait: 0 })
    await assert.rejects(kept.collect(), saying(ImageError, 'did not change the tag'))
  })

  test('from a file needs its manifest', async () => {
    await publish()
    const plan = await client.publish.plan(path, { set: { TAG: 'b43' } })
    const file = JSON.stringify(plan)
    assert.ok(!file.includes(CANARY), file)
    const read = Plan.fromJSON(JSON.parse(file))
    assert.deepEqual([read.toJSON(), String(read)], [plan.toJSON(), String(plan)])
    assert.throws(() => client.publish.apply(read), invalid('manifest'))
    const steps = await client.publish.apply(read, { manifest: path, set: { TAG: 'b43' } }).collect()
    assert.deepEqual(pick(steps, 'kind'), ['done', 'summary'])
    for (const [document, part] of [
      [null, 'has no `format`'],
      [{}, 'has no `format`'],
      [{ format: 'edgegap.plan/9' }, 'has the format `edgegap.plan/9`'],
      [{ format: 'edgegap.plan/1' }, 'make a new plan'],
    ] as const) {
      assert.throws(() => Plan.fromJSON(document), saying(ValidationError, part))
    }
    assert.throws(() => client.publish.apply(plan.toJSON() as never), saying(ValidationError, 'Plan.fromJSON'))
  })
})

describe('a manifest', () => {
  test('may be a URL or a text', async () => {
    const check = await client.publish.check({ text: MANIFEST }, { set })
    assert.equal(check.app, 'space-arena')
    const [warning] = check.warnings
    assert.deepEqual([warning?.level, warning?.code, warning?.file], ['warning', 'port_without_name', 'edgegap.toml'])
    assert.deepEqual([warning?.place?.line, warning?.place?.column, warning?.path], [12, 10, 'defaults.ports[0]'])
    assert.ok(warning?.text.includes('^^^^'))
    assert.equal((await client.publish.check(pathToFileURL(path), { set })).app, 'space-arena')
    const text = '{"format": 1, "app": {"name": "space-arena"}}'
    assert.equal((await client.publish.plan({ text, format: 'json' })).counts.create, 1)
  })

  test('has all problems at their places', async () => {
    const manifest = { text: MANIFEST.replace('req_cpu = 512', 'req_cpu = 1') }
    await emulator.clearRequests()
    for (const call of [client.publish.check(manifest), client.publish.plan(manifest)]) {
      const error: unknown = await call.catch((error: unknown) => error)
      assert.ok(error instanceof ValidationError)
      assert.ok(error.message.includes('the variable `TAG` is not set') && error.message.includes('^^^^'))
      const problems = error.extra['problems'] as Problem[]
      for (const code of ['variable', 'out_of_range']) assert.ok(pick(problems, 'code')?.includes(code), code)
      for (const { text } of problems) assert.ok(error.message.includes(text), text)
    }
    assert.deepEqual(await emulator.requests(), [])
  })

  test('and its options are checked', async () => {
    const plan = (manifest: unknown, options?: unknown): Promise<Plan> =>
      client.publish.plan(manifest as string, options as object)
    for (const [call, ...parts] of [
      [
        () => plan(7, { set: { TAG: 43 } }),
        'must be a path or a text, not a number',
        'value of `TAG` must be a string',
      ],
      [() => plan(new URL('https://example.com')), 'not a URL that is not a local file'],
      [() => plan(path, { sett: {} }), 'sett is not an option'],
      [() => plan(path, { resend_secrets: true }), 'written resendSecrets here'],
      [() => plan(path, { environment: {} }), 'environment (of this name)'],
      [() => plan(path, new Map()), 'must be an object'],
      [() => plan(path, { resendSecrets: 1 }), 'resendSecrets must be true or false, not a number'],
      [() => client.dryRun((client) => client.publish.plan(path, { set })), 'publish.plan has no dry run'],
    ] as const) {
      await assert.rejects(call, saying(ValidationError, ...parts))
    }
  })
})

test('old versions are pruned', async () => {
  await publish()
  for (const name of ['1', '2', '3']) await client.versions.create('space-arena', { ...VERSION, name })
  const planned = await client.publish.prune(path, { set, dryRun: true }).collect()
  assert.deepEqual(
    planned.map((step) => step.kind === 'planned' && [step.name, step.action]),
    [
      ['1', 'disable'],
      ['2', 'disable'],
    ],
  )
  const steps = await client.publish.prune(path, { set, versions: 2, delete: true }).collect()
  const summary = steps.at(-1)
  assert.ok(summary?.kind === 'summary' && summary.is_prune && summary.deleted === 1)
  const left = await client.versions.list('space-arena').collect()
  assert.deepEqual(pick(left, 'name')?.sort(), ['2', '3', 'dev'])
})

test('an apply ends between steps', async () => {
  const plan = await client.publish.plan(path, { set })
  for await (const step of client.publish.apply(plan)) {
    assert.equal(step.kind, 'done')
    break
  }
  assert.deepEqual(await client.versions.list('space-arena').collect(), [])
})

test('an apply is cancelled within a step', async () => {
  const controller = new AbortController()
  const plan = await client.publish.plan(path, { set })
  const steps = client.publish.apply(plan, {}, { signal: controller.signal })[Symbol.asyncIterator]()
  await steps.next()
  await emulator.inject({ kind: 'stall', operation: 'versions.create', times: 1 })
  const step = steps.next()
  const isSent = async (): Promise<boolean> =>
    (await emulator.requests()).some(({ operation }) => operation === 'versions.create')
  while (!(await isSent())) await new Promise((resolve) => setTimeout(resolve, 5))
  controller.abort()
  const error: unknown = await step.catch((error: unknown) => error)
  assert.ok(error instanceof CancelledError)
  assert.deepEqual([error.operation, error.maybeApplied], ['publish.apply', true])
})

test('no secret is printed', async () => {
  const plan = await client.publish.plan(path, { set: { ...set, KEY: CANARY } })
  const list = client.publish.apply(plan)
  const steps = await list.collect()
  const errors = await Promise.all(
    [client.publish.plan(path, { set: { KEY: CANARY } }), client.publish.plan('nowhere', { set: { KEY: CANARY } })].map(
      (call) => call.catch((error: unknown) => error),
    ),
  )
  for (const value of [client, client.publish, plan, list, steps, ...errors]) {
    const printed = [inspect(value, { depth: null, showHidden: true, getters: true }), JSON.stringify(value)].join('\n')
    assert.ok(!printed.includes(CANARY), printed)
  }
  assert.ok(!String(plan).includes(CANARY))
})
