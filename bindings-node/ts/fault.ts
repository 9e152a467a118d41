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
}

/**
 * A fault. `latency` delays the response, `status` responds with this status, `reset` resets the
 * connection without a response, `truncate` cuts the response off in the middle, `stall` never
 * responds, `garbage` responds with bytes that are not HTTP, `pending_tag` shows an empty
 * `docker_tag`, as while the service takes over a new one, and `kept_tag` carries out an update
 * of a version without its `docker_tag`.
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
    | { readonly kind: 'reset' | 'truncate' | 'stall' | 'garbage' | 'pending_tag' | 'kept_tag' }
  )

/** Converts a fault for the control interface, which rejects a value that is not an object. */
export function encodeFault(fault: unknown): unknown {
  if (describeNonObject(fault) !== undefined) return fault
  const set = entries(fault as object).filter(([, value]) => isSet(value))
  return Object.fromEntries(set.map(([name, value]) => [name === 'retryAfter' ? 'retry_after' : name, value]))
}

/** An injected fault. */
export type InjectedFault = Fault & { /** Number of calls it has affected. */ readonly hits: number }

/** Converts a fault from the control interface. */
export function decodeFault({ retry_after: retryAfter, ...rest }: Record<string, unknown>): InjectedFault {
  return (retryAfter === undefined ? rest : { ...rest, retryAfter }) as unknown as InjectedFault
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
  /** Body: JSON, or a string with the number of bytes. */
  readonly body: unknown
}
