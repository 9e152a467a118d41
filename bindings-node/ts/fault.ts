/** Trouble on request, and what the emulator saw. */

import { entries, notMembers } from './json.js'
import { isSet } from './options.js'

/** Which calls a fault hits, and how often. */
export interface Hits {
  /** Id of an operation, `versions.create`, or `*` for any. Default `*`. */
  readonly operation?: string | null | undefined
  /** `after` carries the call out and spoils its answer, `before` does not carry it out. Default `before`. */
  readonly when?: 'before' | 'after' | null | undefined
  /** So many matching calls go well first. Default 0. */
  readonly skip?: number | null | undefined
  /** So many are hit then. Default: for ever. */
  readonly times?: number | null | undefined
}

/**
 * One kind of trouble. `latency` answers later, `status` answers this status, `reset` resets the connection without an answer, `truncate` breaks
 * the answer off in its middle, `stall` never answers, `garbage` answers bytes that are not HTTP.
 */
export type Fault = Hits &
  (
    | { readonly kind: 'latency'; /** Milliseconds. */ readonly ms: number }
    | {
        readonly kind: 'status'
        /** 200 to 599. */ readonly code: number
        /** Seconds, or a date as text. */ readonly retryAfter?: number | string | null | undefined
      }
    | { readonly kind: 'reset' | 'truncate' | 'stall' | 'garbage' }
  )

/** The fault in the form of the control interface. What is no object stays what it is, for the emulator to refuse. */
export function written(fault: unknown): unknown {
  if (notMembers(fault) !== undefined) return fault
  const set = entries(fault as object).filter(([, value]) => isSet(value))
  return Object.fromEntries(set.map(([name, value]) => [name === 'retryAfter' ? 'retry_after' : name, value]))
}

/** A fault that was injected. */
export type InjectedFault = Fault & { /** How many calls it has hit. */ readonly hits: number }

/** The fault as this language has it. */
export function read(fault: Record<string, unknown>): InjectedFault {
  const { retry_after: retryAfter, ...rest } = fault
  return (retryAfter === undefined ? rest : { ...rest, retryAfter }) as unknown as InjectedFault
}

/** A tag to seed: its name, or with the artifact that it points to and its size. */
export type SeedTag =
  string | { readonly tag: string; /** `sha256:...` */ readonly digest?: string | undefined; readonly size_mb?: number | undefined }

/** How much an account may have; null or left out is without limit. */
export interface Quota {
  /** Applications of the account. */
  readonly applications?: number | null | undefined
  /** Versions of each application. */
  readonly versions?: number | null | undefined
}

/** A request that an emulator got. */
export interface RequestRecord {
  /** Counts up from 1; the answer carried it in `x-request-id`. */
  readonly id: number
  /** When it came, UTC. */
  readonly time: string
  /** Its method. */
  readonly method: string
  /** Its path, as it was written. */
  readonly path: string
  /** Its query, as it was written. */
  readonly query: string | null
  /** The operation that it called. */
  readonly operation: string | null
  /** The status that was answered, or would have been if no fault had spoilt the answer. */
  readonly status: number | null
  /** The fault that hit it. */
  readonly fault: string | null
  /** How long the answer took, in microseconds. */
  readonly microseconds: number
  /** Its headers, names in lower case, repeated ones joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Its body: JSON, or a text that says how many bytes it had. */
  readonly body: unknown
}
