/** What can be set for a client and for a single call. */

import { encode, entries } from './json.js'

/** Time limits in milliseconds. */
export interface Timeouts {
  /** Of making a connection. Default 10,000. */
  readonly connect?: number | undefined
  /** Of one exchange, from the first byte sent to the last byte read. Default 60,000. */
  readonly attempt?: number | undefined
  /** Of the whole call, retries and waits included. Default 300,000. */
  readonly total?: number | undefined
}

/** Waits between attempts in milliseconds. They double from one to the next, and half of each is random. */
export interface Backoff {
  /** Before the first retry. Default 500. */
  readonly initial?: number | undefined
  /** The longest, `Retry-After` aside. Default 8,000. */
  readonly max?: number | undefined
}

/** Options of a client's calls, or of one call. What is not set is inherited: a call's from its client, a client's from the defaults. */
export interface CommonOptions {
  /** Time limits; a number is that of the whole call, in milliseconds. */
  readonly timeout?: number | Timeouts | undefined
  /** How often a call is tried again, 0 to 100. Default 2. */
  readonly maxRetries?: number | undefined
  /** Waits between attempts. */
  readonly backoff?: Backoff | undefined
  /** Headers to add to each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Query parameters to add to each request. */
  readonly extraQuery?: Readonly<Record<string, string>> | undefined
  /** Members to add to the body that this SDK does not model. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined
}

/** Options of one call. */
export interface CallOptions extends CommonOptions {
  /** Cancels the call: its connection is closed, and it rejects with a `CancelledError`. */
  readonly signal?: AbortSignal | undefined
}

/** The boundary's names of options. */
export const OPTIONS: Names = {
  timeout: 'timeout_ms',
  maxRetries: 'max_retries',
  backoff: 'backoff_ms',
  headers: 'headers',
  extraQuery: 'extra_query',
  extraBody: 'extra_body',
}

/** Names of this language, each with that of the boundary. */
export type Names = Readonly<Record<string, string>>

/** The boundary's name. One that there is not goes over as it is, and the core says that it is unknown. */
export function boundaryName(names: Names, name: string): string {
  const known = Object.hasOwn(names, name) ? names[name] : undefined
  if (known !== undefined) return known
  const meant = Object.keys(names).find((own) => names[own] === name)
  return meant === undefined ? name : `${name} (written ${meant} here)`
}

/** Options in the form of the boundary. What is no object stays what it is, for the core to refuse. */
export function written(options: unknown, leftOut: readonly string[]): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options
  const raw: Record<string, unknown> = {}
  for (const [name, value] of entries(options)) {
    if (value === undefined || leftOut.includes(name)) continue
    raw[boundaryName(OPTIONS, name)] = name === 'timeout' && typeof value === 'number' ? { total: value } : value
  }
  return raw
}

const OF_A_CALL = ['signal']

/** Options of a call as JSON text; nothing when there are none. */
export function encodeOptions(options: unknown): string {
  return options === undefined ? '' : encode(written(options, OF_A_CALL))
}

/** Options of a view as JSON text. What is of a call alone is refused there: a signal would end nothing. */
export function encodeViewOptions(options: unknown): string {
  return options === undefined ? '' : encode(written(options, []))
}
