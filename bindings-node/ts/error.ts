/**
 * Errors: one class for each way in which a caller can react, all derived from
 * {@link EdgegapError}.
 *
 * @example
 * ```ts
 * try {
 *   await client.versions.create('my-game', version)
 * } catch (error) {
 *   if (!(error instanceof ConflictError)) throw error // the version already exists
 * }
 * ```
 */

import { attempts, type Attempt } from './meta.js'
import type { Envelope } from './envelope.js'
import type { ErrorKind } from './generated/error-kind.js'

/** One invalid argument of a call. */
export interface Violation {
  /** Path of the argument: `app`, `limit`, `ports[0].name`. */
  readonly path: string
  /**
   * Violated rule: `unknown`, `missing`, `wrong_type`, `out_of_range`, `too_short`, `too_long`,
   * `pattern`, `not_allowed`, `duplicate`, `conflict`, `masked`, `protected_path`.
   */
  readonly code: string
  /** Description of the problem and of a fix. */
  readonly message: string
  /** The violated bound, if there is one. */
  readonly limit?: number
}

/** Base class of all errors of this SDK. */
export class EdgegapError extends Error {
  /** Kind of the error, which corresponds to its class. */
  readonly code: ErrorKind
  /** Id of the operation, `versions.create`; absent if a client could not be created. */
  declare readonly operation?: string
  /** HTTP status of the last response, if there was one. */
  declare readonly status?: number
  /** Request id assigned by the service, for support requests. */
  declare readonly requestId?: string
  /** True if the same call can succeed later. */
  readonly retryable: boolean
  /** True if the service may have executed the call anyway. */
  readonly maybeApplied: boolean
  /** Every HTTP exchange of the call, in order. */
  readonly attempts: readonly Attempt[]
  /** Duration of the call including retries and delays, in milliseconds. */
  readonly elapsedMs: number
  /** Delay requested by the service (`Retry-After`), in milliseconds. */
  declare readonly retryAfterMs?: number
  /** All invalid arguments; empty for other errors. */
  declare readonly violations: readonly Violation[]
  /** Fields of the error response other than its message. */
  declare readonly extra: Readonly<Record<string, unknown>>
  /** First bytes of a response that could not be parsed, 1 KiB at most. */
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

  /** JSON representation of the error for logs, without secrets. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message }, this) as unknown as Record<string, unknown>
  }

  static {
    setName(this, 'EdgegapError')
  }
}

/** Names live on prototypes, like those of JavaScript's own errors. */
export function setName(of: { prototype: Error }, name: string): void {
  Object.defineProperty(of.prototype, 'name', { value: name, configurable: true, writable: true })
}

function show(error: EdgegapError, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true })
}
