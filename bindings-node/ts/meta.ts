/** Response metadata. */

import type { RawAttempt, RawChange, RawMeta } from './envelope.js'

/** One HTTP exchange of a call. */
export interface Attempt {
  /** The HTTP status as a string, or `connect`, `reset`, `timeout`, `tls` or `body`. */
  readonly outcome: string
  /** Delay before this attempt, in milliseconds; 0 for the first. */
  readonly waitedMs: number
}

/** What an `ensure` did. */
export interface Change {
  /** The effect on the object. */
  readonly action: 'created' | 'updated' | 'unchanged'
  /** Names of the fields that differed and were updated. */
  readonly fields: readonly string[]
  /** Names of the given fields whose values the service does not show, and that were not sent. */
  readonly notCompared: readonly string[]
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
  /** What an `ensure` did. Other calls have none. */
  readonly change?: Change
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

/** Converts what an `ensure` did. */
export function toChange({ action, fields, not_compared }: RawChange): Change {
  return { action, fields, notCompared: not_compared }
}

/** Converts response metadata from the form of the boundary. */
export function toMeta({ status, request_id, headers, change, ...raw }: RawMeta): Meta {
  return {
    status,
    headers,
    attempts: attempts(raw.attempts),
    ...(request_id === undefined ? {} : { requestId: request_id }),
    ...(change === undefined ? {} : { change: toChange(change) }),
  }
}
