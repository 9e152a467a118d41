/** Makes the call of a vector through the surface that users have. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { Client, EdgegapError, List, type Call, type ClientOptions, type Meta } from 'edgegap-sdk'

import { within } from './environment.js'
import { CONTRACT } from './place.js'
import { fill, type Script, type ScriptedServer } from './scripted-server.js'
import type { Called, Vector } from './vector.js'

/** What came of a call. */
export interface Outcome {
  value?: unknown
  pages: unknown[][]
  page?: { number: number; total: number | undefined; more: boolean }
  total?: number | undefined
  meta?: Meta
  error?: EdgegapError
  /** Everything that the outcome can be turned into. */
  shown: string
}

interface Described {
  id: string
  path_parameters: { name: string }[]
  query?: unknown[]
  body?: unknown
}

/** The token of the usual client, which no outcome may show. */
export const TOKEN = 'test-token'

/** No vector has as many pages: a list that reaches this never ends. */
const ENDLESS = 50

const api = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { operations: Described[] }

/** Makes the calls of a vector and says what came of the last. */
export function play(vector: Vector, script: Script, server: ScriptedServer): Promise<Outcome> {
  return perform(
    () => usual(vector, script),
    vector,
    vector.before,
    () => server.ended(script),
  )
}

/**
 * Makes a client and a call with it, and says what came of it. Calls that come before it are made
 * first, each followed by a pause. What is no error of this SDK is thrown.
 */
export async function perform(
  make: () => Client,
  called: Called,
  before: readonly Called[] = [],
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const outcome: Outcome = { pages: [], shown: '' }
  try {
    const client = make()
    for (const first of before) {
      // What it comes to is seen in its requests.
      await one(client, first, { pages: [], shown: '' }).catch(expected)
      await pause()
    }
    await one(client, called, outcome)
    client.close()
  } catch (error) {
    if (!(error instanceof EdgegapError)) throw error
    outcome.error = error
    outcome.shown += [
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: null, showHidden: true }),
    ].join('\n')
  }
  outcome.shown += inspect({ ...outcome, shown: '', error: undefined }, { depth: null })
  return outcome
}

function expected(error: unknown): void {
  if (!(error instanceof EdgegapError)) throw error
}

/** Makes one call; a list is read as far as it says, else to its first page. */
async function one(client: Client, called: Called, outcome: Outcome): Promise<void> {
  const made = call(client, called)
  if (made instanceof List) await drain(made, called.drain ?? 'page', outcome)
  else {
    const { value, meta } = await made.withMeta()
    Object.assign(outcome, { value, meta })
  }
}

/** The usual client with what the vector changes, made under its variables. */
function usual({ client = {} }: Vector, script: Script): Client {
  const given = (text: string | null | undefined): string | undefined =>
    typeof text === 'string' ? fill(text, script) : undefined
  const settings: ClientOptions = {
    token: given(client.token === undefined ? TOKEN : client.token),
    baseUrl: given(client.base_url === undefined ? '{{base}}' : client.base_url),
    allowHttp: client.allow_http,
    caFile: given(client.ca_file),
    proxy: given(client.proxy),
    backoff: client.backoff_ms ?? { initial: 1, max: 2 },
    maxRetries: client.max_retries,
    timeout: client.timeout_ms,
    headers: client.headers,
    maxBodyBytes: client.max_body_bytes,
  }
  const variables = Object.entries(client.environment ?? {}).map(
    ([name, value]) => [name, fill(value, script)] as const,
  )
  return within(new Map(variables), () => new Client(settings))
}

type Method = (...args: unknown[]) => Call<unknown> | List<unknown>

/** The method of the operation, with its arguments in its own order. */
function call(client: Client, vector: Called): Call<unknown> | List<unknown> {
  const described = api.operations.find(({ id }) => id === vector.operation)
  if (described === undefined) throw new Error(`no operation ${vector.operation}`)
  const [resource = '', name = ''] = vector.operation.split('.')
  const { path = {}, query, body, ...rest } = vector.arguments ?? {}
  if (Object.keys(rest).length > 0) throw new Error(`the typed surface cannot say ${Object.keys(rest).join()}`)
  const of = client[camel(resource) as 'versions'] as unknown as Record<string, Method>
  const args = described.path_parameters.map((parameter) => path[parameter.name])
  if (described.body !== undefined) args.push(body)
  if (described.query !== undefined) args.push(query)
  const method = of[camel(name)]
  if (method === undefined) throw new Error(`no method for ${vector.operation}`)
  return method.call(of, ...args, options(vector.options))
}

const OPTIONS: Record<string, string> = {
  timeout_ms: 'timeout',
  backoff_ms: 'backoff',
  max_retries: 'maxRetries',
  extra_query: 'extraQuery',
  extra_body: 'extraBody',
}

function options(raw: Record<string, unknown> | undefined): unknown {
  if (raw === undefined) return undefined
  // A number is right here, as the limit of the whole call: text takes the place of a number where
  // an object is due.
  const given = (name: string, value: unknown): unknown =>
    name === 'timeout_ms' && typeof value === 'number' ? String(value) : value
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [OPTIONS[name] ?? name, given(name, value)]))
}

async function drain(list: List<unknown>, how: NonNullable<Called['drain']>, outcome: Outcome): Promise<void> {
  if (how === 'items') {
    const items: unknown[] = []
    outcome.pages.push(items)
    for await (const item of list) items.push(item)
    outcome.total = await list.total()
    return
  }
  for await (const page of list.pages()) {
    outcome.meta = page.meta
    outcome.page ??= { number: page.number, total: page.total, more: page.hasMore }
    // A page that core dropped as a repeat is no page.
    if (how === 'page' || page.items.length > 0) outcome.pages.push(page.items)
    if (outcome.pages.length > ENDLESS) throw new Error('the list never ends')
    if (how === 'page') return
  }
}

export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
