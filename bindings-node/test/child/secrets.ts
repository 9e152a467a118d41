/** The program for Node of `tests/secrets`: makes the calls of the plan and prints all outcomes. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { format, inspect } from 'node:util'

import { Client, EdgegapError, Emulator, type Call, type CallEvent, type ClientOptions, type List } from 'edgegap-sdk'

import { camel } from '../support/play.js'

interface Case {
  readonly name: string
  readonly operation: string
  readonly path: Record<string, string>
  readonly body?: unknown
  readonly settings: Record<string, string>
  readonly attempt_ms: number | null
}

interface Plan {
  readonly canaries: Record<string, string>
  readonly cases: readonly Case[]
  readonly settings: readonly { readonly name: string; readonly settings: Record<string, unknown> }[]
}

type Method = (...args: unknown[]) => Call<unknown> | List<unknown>

/** Prints values for people. */
function show(...values: unknown[]): void {
  for (const value of values) {
    console.log(value)
    console.log(
      inspect(value, { depth: null, showHidden: true, getters: true, maxStringLength: null }),
      inspect(value),
      format('%o %O %s', value, value, value),
    )
  }
}

/** The JSON of a value, or the error of one that has none, such as a list. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    return String(error)
  }
}

/** Prints values as programs serialize them. */
function write(...values: unknown[]): void {
  for (const value of values) console.log(toJson(value), toJson({ value }), String(value))
}

function showError(name: string, error: unknown): void {
  if (!(error instanceof EdgegapError)) throw error
  console.log(`\n== ${name}: ${error.code}`)
  show(
    error,
    error.stack,
    error.extra,
    error.violations,
    error.attempts,
    error.toJSON(),
    new Error('with a cause', { cause: error }),
    new AggregateError([error]),
  )
  write(error, error.extra, error.excerpt, error.url, error.cause, Object.assign({}, error))
  console.log(structuredClone(error), Object.getOwnPropertyNames(error))
  try {
    assert.deepStrictEqual(error, {})
  } catch (difference) {
    show(difference)
  }
}

async function runCase(it: Case): Promise<void> {
  const events: CallEvent[] = []
  const onEvent = (event: CallEvent): number => events.push(event)
  const timeout = it.attempt_ms === null ? {} : { timeout: { attempt: it.attempt_ms } }
  const client = new Client({
    ...settings(it.settings),
    maxRetries: 1,
    backoff: { initial: 1, max: 1 },
    ...timeout,
    onEvent,
  })
  const view = client.withOptions({ maxRetries: 1 })
  const [resource = '', name = ''] = it.operation.split('.')
  const of = view[camel(resource) as 'versions'] as unknown as Record<string, Method>
  const args = [...Object.values(it.path), ...(it.body === undefined ? [] : [it.body])]
  const method = of[camel(name)]
  assert.ok(method)
  show(client, view, of)
  write(client, view, of)
  const called = method.apply(of, args)
  show(called)
  write(called)
  try {
    const value = 'collect' in called ? await called.collect() : await called.withMeta()
    console.log(`\n== ${it.name}: ok`)
    show(value, called)
    // JSON of a reply contains its data.
    if (!it.name.startsWith('secrets in clear')) write(value)
  } catch (error) {
    showError(it.name, error)
  }
  show(events)
  write(events)
  client.close()
  const closed = method.apply(of, args)
  await ('collect' in closed ? closed.collect() : closed).catch((error: unknown) => {
    show(error)
    write(error)
  })
}

function settings(given: Record<string, unknown>): ClientOptions {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [camel(name), value]))
}

async function showEmulator({ canaries, cases }: Plan): Promise<void> {
  const token = canaries['api_token'] ?? ''
  const emulator = await Emulator.start({ tokens: [token], verbose: true })
  const client = emulator.client()
  const body = (operation: string): never => cases.find((it) => it.operation === operation)?.body as never
  await client.applications.create({ name: 'my-game', is_active: true, image: '' })
  show(
    await client.versions.create('my-game', body('versions.create')),
    await client.endpointStorages.create(body('endpoint_storages.create')),
  )
  await client.versions.create('my-game', body('versions.create')).catch(show)
  const requests = await emulator.requests()
  console.log(`\nemulator: ${requests.length}`)
  show(emulator, client, requests)
  write(emulator, client, requests)
  await emulator.stop()
}

async function main(): Promise<void> {
  const plan = JSON.parse(readFileSync(process.env['SDK_TEST_SECRETS_PLAN'] ?? '', 'utf8')) as Plan
  for (const it of plan.cases) await runCase(it)
  for (const it of plan.settings) {
    try {
      show(new Client(settings({ token: 't', ...it.settings })))
      console.log(`\n== ${it.name}: ok`)
    } catch (error) {
      showError(it.name, error)
    }
  }
  await showEmulator(plan)
  console.log('\ndone')
}

void main()
