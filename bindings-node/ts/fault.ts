/** Types of the emulator's control interface: faults, quotas, tags and recorded requests. */

import { isSet } from './foreign.js'
import { describeNonObject, entries } from './json.js'

/** Selects the calls that a fault affects. */
export interface Hits {
  /** Id of an operation, `versions.create`, or `*` for any. Default `*`. */
  readonly operation?: string | null | undefined
  /**
   * `before` injects the fault instead of executing the call; `after` executes the call and then
   * replaces or damages the response. Default `before`.
   */
  readonly when?: 'before' | 'after' | null | undefined
  /** Number of matching calls to leave alone first. Default 0. */
  readonly skip?: number | null | undefined
  /** Number of calls to affect after that. Default: all. */
  readonly times?: number | null | undefined
  /** Probability that a matching call is affected, more than 0 and at most 1. Default 1. */
  readonly chance?: number | null | undefined
  /** Milliseconds from the injection to the end of the fault, at most a day. Default: no end. */
  readonly ttlMs?: number | null | undefined
  /**
   * Name of an object. Only calls are affected that have it in their path, or as the `name` in
   * their body. Default: any.
   */
  readonly name?: string | null | undefined
}

/**
 * A fault. `latency` delays the response, `status` responds with this status, `reset` resets the
 * connection without a response, `truncate` cuts the response off in the middle, `stall` never
 * responds, and `garbage` responds with bytes that are not HTTP.
 *
 * Others imitate the service: after an update of a version's `docker_tag`, `settle` shows an empty
 * one for a while; `ignored` responds to an update and changes nothing; `rate_limit` refuses calls
 * beyond a rate with 429; `eventual_list` hides new objects in lists.
 */
export type Fault = Hits &
  (
    | { readonly kind: 'latency'; /** Delay in milliseconds. */ readonly ms: number }
    | {
        readonly kind: 'status'
        /** HTTP status, 200 to 599. */ readonly code: number
        /** Value of `Retry-After`: seconds or an HTTP date. */
        readonly retryAfter?: number | string | null | undefined
      }
    | { readonly kind: 'reset' | 'truncate' | 'stall' | 'garbage' | 'ignored' }
    | {
        readonly kind: 'settle'
        /** Number of responses with an empty tag. Default 1. */
        readonly reads?: number | null | undefined
        /** Minimum time of the empty tag in milliseconds. Default 0. */
        readonly ms?: number | null | undefined
      }
    | {
        readonly kind: 'rate_limit'
        /** Number of calls in a window that are carried out. */ readonly calls: number
        /** Length of the window in milliseconds, which begins with its first call. */
        readonly ms: number
        /** Value of `Retry-After`: seconds or an HTTP date. */
        readonly retryAfter?: number | string | null | undefined
      }
    | {
        readonly kind: 'eventual_list'
        /** Milliseconds until a new object is in a list. */ readonly ms: number
      }
  )

/** Names of fields in the control interface, where they differ. */
const NAMES: Readonly<Record<string, string>> = { retryAfter: 'retry_after', ttlMs: 'ttl_ms', isActive: 'is_active' }

/** Converts a fault for the control interface, which rejects a value that is not an object. */
export function encodeFault(fault: unknown): unknown {
  if (describeNonObject(fault) !== undefined) return fault
  const set = entries(fault as object).filter(([, value]) => isSet(value))
  return Object.fromEntries(set.map(([name, value]) => [NAMES[name] ?? name, value]))
}

/** An injected fault. */
export type InjectedFault = Fault & {
  /** Number of the fault, for `removeFault`. */ readonly id: number
  /** Number of calls it has affected. */ readonly hits: number
  /** True if it can still affect a call: its number of calls and its time are not over. */
  readonly isActive: boolean
}

/** Converts a fault from the control interface. */
export function decodeFault(fault: Record<string, unknown>): InjectedFault {
  const own = Object.fromEntries(Object.entries(NAMES).map(([name, theirs]) => [theirs, name]))
  const read = Object.entries(fault).map(([name, value]) => [own[name] ?? name, value])
  return Object.fromEntries(read) as InjectedFault
}

/** A tag to seed: its name, optionally with the digest and size of its artifact. */
export type SeedTag =
  | string
  | {
      readonly tag: string
      /** Digest of the artifact, `sha256:...`. */ readonly digest?: string | undefined
      /** Size of the artifact in MB. */ readonly size_mb?: number | undefined
    }

/** Limits of an account. A limit that is null or absent does not apply. */
export interface Quota {
  /** Maximum number of applications of the account. */
  readonly applications?: number | null | undefined
  /** Maximum number of versions of each application. */
  readonly versions?: number | null | undefined
}

/** A request that an emulator received. */
export interface RequestRecord {
  /** Sequence number from 1, also sent in the response header `x-request-id`. */
  readonly id: number
  /** Time of arrival, UTC. */
  readonly time: string
  /** HTTP method. */
  readonly method: string
  /** Path as it was sent. */
  readonly path: string
  /** Query string as it was sent; null if there was none. */
  readonly query: string | null
  /** Id of the operation; null for an unknown path. */
  readonly operation: string | null
  /** Status of the response, before a fault changed it; null if the call was not executed. */
  readonly status: number | null
  /** Kind of the fault that affected the request. */
  readonly fault: string | null
  /** Duration until the response, in microseconds. */
  readonly microseconds: number
  /** Headers with lower-case names. Repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Body: JSON, or a string with its size if it is not JSON or is larger than 64 KiB. */
  readonly body: unknown
  /** Headers of the response, as `headers`. */
  readonly response_headers: Readonly<Record<string, string>>
  /** Body of the response, as `body`; the one it would have had without the fault. */
  readonly response_body: unknown
}
