/** The vectors of `tests/plans`: each manifest is planned and applied on an emulator. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { EdgegapError, type Client, type Emulator, type Plan } from 'edgegap-sdk'

import { start } from './support/emulator.js'
import { PLANS } from './support/place.js'

/** A call that prepares the account. */
interface Seed {
  operation: string
  path?: Record<string, string>
  body?: Record<string, unknown>
}

/** A vector; `tests/plans/README.md` explains its fields. */
interface Vector {
  name: string
  before?: string[]
  seed?: Seed[]
  manifest: string[]
  set?: Record<string, string>
  options?: { resend_secrets?: boolean; recreate?: boolean; unlink?: string[] }
  plan?: string[]
  actions?: unknown[]
  requests?: unknown[]
  error?: { message: string }
}

const SECRETS = ['REGISTRY_USER', 'REGISTRY_TOKEN', 'MATCH_KEY', 'S3_KEY', 'S3_KEY_2', 'S3_SECRET']

const vectors = readdirSync(PLANS)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => (JSON.parse(readFileSync(join(PLANS, name), 'utf8')) as { vectors: Vector[] }).vectors)

const folder = process.cwd()

before(() => {
  // Paths in a manifest are relative to its folder.
  process.chdir(PLANS)
  for (const name of SECRETS) process.env[name] = `canary-${name}`
})

after(() => {
  process.chdir(folder)
  for (const name of SECRETS) Reflect.deleteProperty(process.env, name)
})

const manifest = (lines: string[]): { text: string } => ({ text: lines.join('\n') })

type Resource = Record<string, (...args: unknown[]) => Promise<unknown>>

async function seed(client: Client, { operation, path = {}, body }: Seed): Promise<void> {
  const [snake = '', method = ''] = operation.split('.')
  const name = snake.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const resource = (client as unknown as Record<string, Resource>)[name]
  await resource?.[method]?.(...Object.values(path), ...(body === undefined ? [] : [body]))
}

function actions(plan: Plan): unknown[] {
  return plan.actions.map(({ object, name, action, fields = [] }) => {
    const sent = fields.filter((field) => field.sent).map((field) => field.name)
    return action === 'update' ? [object, name, action, sent] : [object, name, action]
  })
}

/** The requests that change something. The emulator shows secrets as `***`. */
async function writes(emulator: Emulator): Promise<unknown[]> {
  const changing = (await emulator.requests()).filter(({ method }) => method !== 'GET')
  return changing.map(({ method, path, body }) => [method, path, ...((body ?? undefined) === undefined ? [] : [body])])
}

for (const vector of vectors) {
  test(vector.name, async (context) => {
    const { emulator, client } = await start(context)
    const { set = {}, options: { resend_secrets: resendSecrets, recreate, unlink } = {} } = vector
    if (vector.before !== undefined) {
      await client.publish.apply(await client.publish.plan(manifest(vector.before), { set })).collect()
    }
    for (const call of vector.seed ?? []) await seed(client, call)
    await emulator.clearRequests()
    const making = client.publish.plan(manifest(vector.manifest), { set, resendSecrets, recreate, unlink })
    if (vector.error !== undefined) {
      const { message } = vector.error
      await assert.rejects(making, (error) => error instanceof EdgegapError && error.message.includes(message))
      return
    }
    const plan = await making
    assert.deepEqual(await writes(emulator), [])
    assert.deepEqual(String(plan).trimEnd().split('\n').slice(2), vector.plan)
    assert.deepEqual(actions(plan), vector.actions)
    const steps = await client.publish.apply(plan).collect()
    assert.ok(!`${String(plan)}${JSON.stringify(plan)}${JSON.stringify(steps)}`.includes('canary'))
    assert.deepEqual(await writes(emulator), vector.requests ?? [])
    assert.ok((await client.publish.plan(manifest(vector.manifest), { set, recreate })).isEmpty)
  })
}

test('there are at least 60 vectors', () => {
  assert.ok(vectors.length >= 60, String(vectors.length))
})
