/** How an answer came about. */

import type { RawAttempt, RawMeta } from './envelope.js'

/** One HTTP exchange of a call. */
export interface Attempt {
  /** The status as text, or `connect`, `reset`, `timeout`, `tls`, `body`. */
  readonly outcome: string
  /** The wait that was planned before it, in milliseconds; 0 before the first. */
  readonly waitedMs: number
}

/** How an answer came about. */
export interface Meta {
  /** HTTP status. */
  readonly status: number
  /** The service's id of the request, to quote to its support; not every answer has one. */
  readonly requestId?: string
  /** Headers of the answer, names in lower case, repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Every HTTP exchange of the call, in order. */
  readonly attempts: readonly Attempt[]
}

/** An answer with how it came about. */
export interface WithMeta<T> {
  /** What the call alone gives. */
  readonly value: T
  /** How it came about. */
  readonly meta: Meta
}

/** Attempts in the names of this language. */
export function attempts(raw: readonly RawAttempt[]): Attempt[] {
  return raw.map(({ outcome, waited_ms }) => ({ outcome, waitedMs: waited_ms }))
}

/** How an answer came about, in the names of this language. */
export function meta(raw: RawMeta): Meta {
  const { status, request_id, headers } = raw
  const made = { status, headers, attempts: attempts(raw.attempts) }
  return request_id === undefined ? made : { ...made, requestId: request_id }
}
