/** The outcome of a call, in the form that the scripted server judges: see tests/vectors/README.md. */

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
  /** Objects here tell null from absent. */
  readonly drops_nulls: false
  readonly replies: Reply[]
  total?: number | undefined
  error?: object
  error_json?: object
  /** Everything that the outcome can be printed as. */
  shown: string
}

/** An outcome without replies. */
export function empty(): Outcome {
  return { drops_nulls: false, replies: [], shown: '' }
}

/** Adds a reply or a page. */
export function add(outcome: Outcome, value: unknown, meta: Meta, page?: Reply['page']): void {
  const { status, requestId, headers } = meta
  // JSON would hide what is not plain data.
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value)
  outcome.shown += show({ value, meta, page })
  const envelope = { status, request_id: requestId, headers, attempts: attempts(meta.attempts) }
  outcome.replies.push({ value, meta: envelope, ...(page === undefined ? {} : { page }) })
}

/** Takes an error: its attributes in the form of the boundary, and its own JSON. */
export function fail(outcome: Outcome, error: EdgegapError): void {
  const { message, code, operation, status, requestId, retryable, maybeApplied, elapsedMs, retryAfterMs, excerpt, method, url } = error
  const { violations, extra } = error
  outcome.error = envelope({
    ...{ message, code, operation, status, requestId, retryable, maybeApplied, elapsedMs, retryAfterMs, excerpt, method, url },
    attempts: error.attempts,
    violations: violations.length > 0 ? violations : undefined,
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  })
  const { name, ...json } = error.toJSON()
  outcome.error_json = envelope(name === error.name ? json : { ...json, name })
  outcome.shown += [String(error), error.stack, JSON.stringify(error), show(error)].join('\n')
}

/** What an outcome is printed as. */
export function show(value: unknown): string {
  return inspect(value, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null })
}

/** An error in the names of the boundary. */
function envelope({ code, requestId, maybeApplied, elapsedMs, retryAfterMs, ...rest }: Record<string, unknown>): object {
  const named = { kind: code, request_id: requestId, maybe_applied: maybeApplied, elapsed_ms: elapsedMs, retry_after_ms: retryAfterMs }
  return { ...rest, ...named, attempts: attempts(rest['attempts'] as Meta['attempts']) }
}

function attempts(list: Meta['attempts']): object[] {
  return list.map(({ outcome, waitedMs, ...rest }) => ({ outcome, waited_ms: waitedMs, ...rest }))
}
