/**
 * As much of JSON Schema as `tests/contract/schemas` needs, and the error as the boundary has it. A
 * keyword that is not known here is an error.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { EdgegapError } from 'edgegap-sdk'

import { CONTRACT } from './place.js'

interface Schema {
  type?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  minLength?: number
  pattern?: string
  if?: Schema
  then?: Schema
}

const KNOWN = [
  ...[
    'type',
    'enum',
    'const',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'maxItems',
    'minimum',
    'maximum',
    'minLength',
  ],
  ...['pattern', 'if', 'then', '$schema', 'title', 'description'],
]

const schema = JSON.parse(readFileSync(join(CONTRACT, 'schemas', 'error.schema.json'), 'utf8')) as Schema

/** Why the error does not fit its schema. */
export function refusals(error: EdgegapError): string[] {
  const { name, code, maybeApplied, attempts, elapsedMs, retryAfterMs, requestId, ...rest } =
    error.toJSON() as unknown as EdgegapError
  const raw = {
    ...rest,
    kind: code,
    request_id: requestId,
    maybe_applied: maybeApplied,
    attempts: attempts.map(({ outcome, waitedMs }) => ({ outcome, waited_ms: waitedMs })),
    elapsed_ms: elapsedMs,
    retry_after_ms: retryAfterMs,
  }
  return name === error.name ? refused(schema, JSON.parse(JSON.stringify(raw)), 'error') : [`name ${name}`]
}

function refused(schema: Schema, value: unknown, path: string): string[] {
  const found: string[] = []
  const demand = (fits: boolean, what: string): void => {
    if (!fits) found.push(`${path} ${what}, got ${JSON.stringify(value)}`)
  }
  for (const keyword of Object.keys(schema))
    demand(KNOWN.includes(keyword), `has the keyword ${keyword}, which this test does not know`)
  if (schema.type !== undefined) demand(isType(schema.type, value), `must be ${schema.type}`)
  if (schema.enum !== undefined) demand(schema.enum.includes(value), `must be one of ${schema.enum.join()}`)
  if ('const' in schema) demand(value === schema.const, `must be ${String(schema.const)}`)
  if (typeof value === 'number')
    demand(value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value), 'is out of range')
  if (typeof value === 'string') {
    demand(value.length >= (schema.minLength ?? 0), 'is too short')
    demand(schema.pattern === undefined || new RegExp(schema.pattern).test(value), `must match ${schema.pattern}`)
  }
  if (Array.isArray(value)) {
    demand(
      value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity),
      'has the wrong length',
    )
    const { items } = schema
    if (items !== undefined) found.push(...value.flatMap((item, index) => refused(items, item, `${path}[${index}]`)))
  } else if (typeof value === 'object' && value !== null) {
    for (const name of schema.required ?? []) demand(name in value, `needs ${name}`)
    for (const [name, member] of Object.entries(value)) {
      const known = schema.properties?.[name]
      if (known !== undefined) found.push(...refused(known, member, `${path}.${name}`))
      else demand(schema.additionalProperties !== false, `has ${name}`)
    }
  }
  if (schema.if !== undefined && schema.then !== undefined && refused(schema.if, value, path).length === 0)
    found.push(...refused(schema.then, value, path))
  return found
}

function isType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
