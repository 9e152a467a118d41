/** Response metadata. */

import type { RawAttempt, RawMeta } from './envelope.js'

/** One HTTP exchange of a call. */
export interface Attempt {
  /** The HTTP status as a string, or `connect`, `reset`, `timeout`, `tls` or `body`. */
  readonly outcome: string
  /** Delay before this attempt, in milliseconds; 0 for the first. */
  readonly waitedMs: number
}

/** Response metadata. */
export interface Meta {
  /** HTTP status. */
  readonly status: number
  /** Request id assigned by the service, for support requests. Some responses have none. */
  readonly requestId?: string
  /** Response headers with lower-case names. Repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Every HTTP exchange of the call, in order. */
  readonly attempts: readonly Attempt[]
}

/** The result of a call with response metadata. */
export interface WithMeta<T> {
  /** The result of the call. */
  readonly value: T
  /** Response metadata. */
  readonly meta: Meta
}

/** Converts attempts from the form of the boundary. */
export function attempts(raw: readonly RawAttempt[]): Attempt[] {
  return raw.map(({ outcome, waited_ms }) => ({ outcome, waitedMs: waited_ms }))
}

/** Converts response metadata from the form of the boundary. */
export function toMeta({ status, request_id, headers, ...raw }: RawMeta): Meta {
  const meta = { status, headers, attempts: attempts(raw.attempts) }
  return request_id === undefined ? meta : { ...meta, requestId: request_id }
}
