/**
 * The outcome of a call, in the form that the scripted server judges: see tests/vectors/README.md.
 */

import assert from 'node:assert/strict'
import { inspect } from 'node:util'

import type { EdgegapError, Meta } from 'edgegap-sdk'

/** One reply, or a page of a list. */
export interface Reply {
  readonly value: unknown
  readonly meta?: object
  readonly page?: { readonly number: number; readonly total: number | undefined; readonly more: boolean }
}

/** The outcome of a call. */
export interface Outcome {
  /** Objects distinguish null from absent. */
  readonly drops_nulls: false
  readonly replies: Reply[]
  total?: number | undefined
  error?: object
  error_json?: object
  /** Everything that the outcome can print. */
  shown: string
}

/** Attributes of errors that are reported as they are. */
const ATTRIBUTES = [
  ...(['message', 'code', 'operation', 'status', 'requestId', 'retryable', 'maybeApplied'] as const),
  ...(['attempts', 'elapsedMs', 'retryAfterMs', 'excerpt', 'method', 'url'] as const),
]

/** An outcome without replies. */
export function empty(): Outcome {
  return { drops_nulls: false, replies: [], shown: '' }
}

/** Adds a reply or a page. */
export function add(outcome: Outcome, value: unknown, meta: Meta, page?: Reply['page']): void {
  const { status, requestId, headers, change } = meta
  // JSON would hide what is not plain data.
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value)
  outcome.shown += show({ value, meta, page })
  const envelope = {
    status,
    request_id: requestId,
    headers,
    attempts: attempts(meta.attempts),
    change: change && { action: change.action, fields: change.fields, not_compared: change.notCompared },
  }
  outcome.replies.push({ value, meta: envelope, ...(page === undefined ? {} : { page }) })
}

/** Adds an error: its attributes in the form of the boundary, and its own JSON. */
export function fail(outcome: Outcome, error: EdgegapError): void {
  const { violations, extra } = error
  outcome.error = envelope({
    ...Object.fromEntries(ATTRIBUTES.map((name) => [name, error[name]])),
    violations: violations.length > 0 ? violations : undefined,
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  })
  const { name, ...json } = error.toJSON()
  outcome.error_json = envelope(name === error.name ? json : { ...json, name })
  outcome.shown += [String(error), error.stack, JSON.stringify(error), show(error)].join('\n')
}

/** Prints a value. */
export function show(value: unknown): string {
  return inspect(value, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null })
}

/** Converts the attributes of an error to the names of the boundary. */
function envelope(attributes: Record<string, unknown>): object {
  const { code, requestId, maybeApplied, elapsedMs, retryAfterMs, ...rest } = attributes
  return {
    ...{ ...rest, kind: code, request_id: requestId, maybe_applied: maybeApplied },
    ...{ elapsed_ms: elapsedMs, retry_after_ms: retryAfterMs },
    attempts: attempts(rest['attempts'] as Meta['attempts']),
  }
}

function attempts(list: Meta['attempts']): object[] {
  return list.map(({ outcome, waitedMs, ...rest }) => ({ outcome, waited_ms: waitedMs, ...rest }))
}
