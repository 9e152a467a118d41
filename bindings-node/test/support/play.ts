/** Makes the calls of a vector with the public API. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Client, EdgegapError, List, type Call, type ClientOptions } from 'edgegap-sdk'

import { within } from './environment.js'
import { add, empty, fail, show, type Outcome } from './outcome.js'
import { CONTRACT } from './place.js'
import { fill, type Script, type ScriptedServer } from './scripted-server.js'
import type { Called, Vector } from './vector.js'

interface Described {
  id: string
  path_parameters: { name: string }[]
  query?: unknown[]
  body?: unknown
}

/** The token of the default client, which no outcome may contain. */
const TOKEN = 'test-token'

/** No vector has as many pages: a list that reaches this number never ends. */
const ENDLESS = 50

const api = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { operations: Described[] }

/** Makes the calls of a vector and returns the outcome of the last. */
export function play(vector: Vector, script: Script, server: ScriptedServer): Promise<Outcome> {
  return perform(
    () => createClient(vector, script),
    vector,
    vector.before,
    () => server.ended(script),
  )
}

/**
 * Makes a client and a call with it, and returns the outcome. Calls that come before it are made
 * first, each followed by a pause. An error that is not one of this SDK is thrown.
 */
export async function perform(
  make: () => Client,
  called: Called,
  before: readonly Called[] = [],
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  const outcome = empty()
  try {
    const client = make()
    outcome.shown += show(client)
    for (const first of before) {
      // Its requests are compared, its outcome is not.
      await one(client, first, empty()).catch(expected)
      await pause()
    }
    await one(client, called, outcome)
    client.close()
  } catch (error) {
    if (!(error instanceof EdgegapError)) throw error
    fail(outcome, error)
  }
  return outcome
}

function expected(error: unknown): void {
  if (!(error instanceof EdgegapError)) throw error
}

/** Makes one call. A list is read as far as the vector says, otherwise to its first page. */
async function one(client: Client, called: Called, outcome: Outcome): Promise<void> {
  const made = call(client, called)
  if (made instanceof List) await drain(made, called.drain ?? 'page', outcome)
  else {
    const { value, meta } = await made.withMeta()
    add(outcome, value, meta)
  }
}

/** The default client with the settings and variables of the vector. */
function createClient({ client = {} }: Vector, script: Script): Client {
  const given = (value: string | null | undefined): string | undefined =>
    typeof value === 'string' ? fill(value, script) : undefined
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
  if (Object.keys(rest).length > 0) throw new Error(`the typed surface has no ${Object.keys(rest).join()}`)
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
  // A number would be the limit of the whole call: a string takes its place where the vector needs
  // a wrong type.
  const given = (name: string, value: unknown): unknown =>
    name === 'timeout_ms' && typeof value === 'number' ? String(value) : value
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [OPTIONS[name] ?? name, given(name, value)]))
}

async function drain(list: List<unknown>, how: NonNullable<Called['drain']>, outcome: Outcome): Promise<void> {
  if (how === 'items') {
    const items: unknown[] = []
    outcome.replies.push({ value: items })
    for await (const item of list) items.push(item)
    outcome.shown += show(items)
    outcome.total = await list.total()
    return
  }
  for await (const page of list.pages()) {
    add(outcome, page.items, page.meta, { number: page.number, total: page.total, more: page.hasMore })
    if (how === 'page' || outcome.replies.length > ENDLESS) return
  }
}

export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
