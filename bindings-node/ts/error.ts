/**
 * Why a call failed: one class for each thing that the caller can do about it, all below {@link EdgegapError}.
 *
 * @example
 * ```ts
 * try {
 *   await client.versions.create('my-game', version)
 * } catch (error) {
 *   if (!(error instanceof ConflictError)) throw error // it is there already
 * }
 * ```
 */

import { attempts, type Attempt } from './meta.js'
import type { Envelope } from './envelope.js'
import type { ErrorKind } from './generated/error-kind.js'

/** One thing that is wrong with the arguments of a call. */
export interface Violation {
  /** Where: `app`, `limit`, `ports[0].name`. */
  readonly path: string
  /**
   * Which kind of rule: `unknown`, `missing`, `wrong_type`, `out_of_range`, `too_short`, `too_long`, `pattern`, `not_allowed`, `duplicate`,
   * `conflict`, `masked`, `protected_path`.
   */
  readonly code: string
  /** What is wrong and what to do. */
  readonly message: string
  /** The bound that was broken, where there is one. */
  readonly limit?: number
}

/** Why a call failed. */
export class EdgegapError extends Error {
  /** What the caller can do, as a word; the class says the same. */
  readonly code: ErrorKind
  /** Id of the operation, `versions.create`; none for a client that could not be made. */
  declare readonly operation?: string
  /** HTTP status of the last answer, if there was one. */
  declare readonly status?: number
  /** The service's id of the request, to quote to its support. */
  declare readonly requestId?: string
  /** Whether the same call can succeed later. */
  readonly retryable: boolean
  /** Whether the service may have carried the call out all the same. */
  readonly maybeApplied: boolean
  /** Every HTTP exchange of the call, in order. */
  readonly attempts: readonly Attempt[]
  /** How long the call took, waits included, in milliseconds. */
  readonly elapsedMs: number
  /** How long the service asked to wait, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** What is wrong with the arguments, all of it; empty for other errors. */
  declare readonly violations: readonly Violation[]
  /** The members of the answered error beside its message. */
  declare readonly extra: Readonly<Record<string, unknown>>
  /** The first bytes of an answer that could not be read as what it should be, 1 KiB at most. */
  declare readonly excerpt?: string
  /** HTTP method of the call. */
  declare readonly method?: string
  /** URL of the call, without secrets. */
  declare readonly url?: string

  /** @internal */
  constructor(raw: Envelope, cause?: unknown) {
    super(raw.message, cause === undefined ? undefined : { cause })
    this.code = raw.kind
    this.retryable = raw.retryable
    this.maybeApplied = raw.maybe_applied
    this.attempts = attempts(raw.attempts)
    this.elapsedMs = raw.elapsed_ms
    const { operation, status, request_id: requestId, retry_after_ms: retryAfterMs, excerpt, method, url } = raw
    for (const [name, value] of Object.entries({ operation, status, requestId, retryAfterMs, excerpt, method, url })) {
      if (value !== undefined) show(this, name, value, true)
    }
    show(this, 'violations', raw.violations ?? [], raw.violations !== undefined)
    show(this, 'extra', raw.extra ?? {}, raw.extra !== undefined)
  }

  /** Everything about the error as plain JSON, for logs. It has no secrets in it. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message }, this) as unknown as Record<string, unknown>
  }

  static {
    named(this, 'EdgegapError')
  }
}

/** Names live on prototypes, like those of JavaScript's own errors. */
export function named(of: { prototype: Error }, name: string): void {
  Object.defineProperty(of.prototype, 'name', { value: name, configurable: true, writable: true })
}

function show(error: EdgegapError, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true })
}
