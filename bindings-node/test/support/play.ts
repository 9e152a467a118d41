/** Makes the call of a vector through the surface that users have. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { Client, EdgegapError, List, type Call, type ClientOptions, type Meta } from 'edgegap-sdk'

import { CONTRACT } from './place.js'
import type { Script } from './scripted-server.js'
import type { Vector } from './vector.js'

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

/** What is called. */
export type Called = Pick<Vector, 'operation' | 'arguments' | 'options' | 'drain'>

/** Makes the call of a vector and says what came of it. */
export function play(vector: Vector, script: Script): Promise<Outcome> {
  return perform(() => usual(vector, script), vector)
}

/** Makes a client and a call with it, and says what came of it. What is no error of this SDK is thrown. */
export async function perform(make: () => Client, called: Called): Promise<Outcome> {
  const outcome: Outcome = { pages: [], shown: '' }
  try {
    const client = make()
    const made = call(client, called)
    if (made instanceof List) await drain(made, called, outcome)
    else {
      const { value, meta } = await made.withMeta()
      Object.assign(outcome, { value, meta })
    }
    client.close()
  } catch (error) {
    if (!(error instanceof EdgegapError)) throw error
    outcome.error = error
    outcome.shown += [String(error), error.stack, JSON.stringify(error), inspect(error, { depth: null, showHidden: true })].join('\n')
  }
  outcome.shown += inspect({ ...outcome, shown: '', error: undefined }, { depth: null })
  return outcome
}

/** The usual client with what the vector changes. */
function usual({ client = {} }: Vector, script: Script): Client {
  const baseUrl = (client.base_url ?? '{{base}}')
    .replace('{{base}}', script.base_url)
    .replace('{{closed}}', script.closed_url)
    .replace('{{plain}}', script.plain_url)
  const settings: ClientOptions = {
    token: client.token ?? TOKEN,
    baseUrl,
    backoff: client.backoff_ms ?? { initial: 1, max: 2 },
    maxRetries: client.max_retries,
    timeout: client.timeout_ms,
    headers: client.headers,
    maxBodyBytes: client.max_body_bytes,
  }
  return new Client(settings)
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
  // A number is right here, as the limit of the whole call: text takes the place of a number where an object is due.
  const given = (name: string, value: unknown): unknown => (name === 'timeout_ms' && typeof value === 'number' ? String(value) : value)
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [OPTIONS[name] ?? name, given(name, value)]))
}

async function drain(list: List<unknown>, vector: Called, outcome: Outcome): Promise<void> {
  if (vector.drain === 'items') {
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
    if (vector.drain === 'page' || page.items.length > 0) outcome.pages.push(page.items)
    if (outcome.pages.length > ENDLESS) throw new Error('the list never ends')
    if (vector.drain === 'page') return
  }
}

export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
