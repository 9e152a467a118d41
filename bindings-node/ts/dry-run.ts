/** Dry runs: the requests of calls, without sending them. */

import type { Change } from './meta.js'

/** A request as it would be sent. Secrets are `***`. */
export interface DryRunRequest {
  /** HTTP method. */
  readonly method: string
  /** URL with query. */
  readonly url: string
  /** Headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON body, if there is one. */
  readonly body?: unknown
  /**
   * The same request as a command line of curl for a POSIX shell, with the token from the variable
   * `EDGEGAP_TOKEN`.
   */
  readonly curl: string
}

/** The requests that calls would send. */
export interface DryRun {
  /** The requests, in order. Empty if there is nothing to do. */
  readonly requests: readonly DryRunRequest[]
  /** What each `ensure` would do, in order. */
  readonly changes: readonly Change[]
}

/** Collects the requests of a dry run. */
export interface DryRunCollector {
  readonly requests: DryRunRequest[]
  readonly changes: Change[]
}
