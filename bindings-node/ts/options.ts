/** What can be set for a client and for a single call. */

import type { Envelope } from './envelope.js'
import type { SignalLike } from './foreign.js'
import { encode, entries, got, notMembers } from './json.js'
import { OPTIONS, boundaryName, type Names } from './names.js'

/** Time limits in milliseconds. */
export interface Timeouts {
  /** Of making a connection. Default 10,000. */
  readonly connect?: number | null | undefined
  /** Of one exchange, from the first byte sent to the last byte read. Default 60,000. */
  readonly attempt?: number | null | undefined
  /** Of the whole call, retries and waits included. Default 300,000. */
  readonly total?: number | null | undefined
}

/** Waits between attempts in milliseconds. They double from one to the next, and half of each is random. */
export interface Backoff {
  /** Before the first retry. Default 500. */
  readonly initial?: number | null | undefined
  /** The longest, `Retry-After` aside. Default 8,000. */
  readonly max?: number | null | undefined
}

/**
 * Options of a client's calls, or of one call. What is not set, which undefined and null are, is inherited: a call's from
 * its client, a client's from the defaults.
 */
export interface CommonOptions {
  /** Time limits; a number is that of the whole call, in milliseconds. */
  readonly timeout?: number | Timeouts | null | undefined
  /** How often a call is tried again, 0 to 100. Default 2. */
  readonly maxRetries?: number | null | undefined
  /** Waits between attempts. */
  readonly backoff?: Backoff | null | undefined
  /** Headers to add to each request. */
  readonly headers?: Readonly<Record<string, string | null | undefined>> | null | undefined
  /** Query parameters to add to each request. */
  readonly extraQuery?: Readonly<Record<string, string | null | undefined>> | null | undefined
  /** Members to add to the body that this SDK does not model. */
  readonly extraBody?: Readonly<Record<string, unknown>> | null | undefined
}

/** Options of one call. */
export interface CallOptions extends CommonOptions {
  /** Cancels the call: its connection is closed, and it rejects with a `CancelledError`. */
  readonly signal?: SignalLike | null | undefined
}

/** Whether somebody set this: a form, a file and a variable that is not there leave null as well as undefined. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** A form leaves empty text where nothing was filled in. */
export function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/**
 * What is set of settings or options: their own members, and of their prototypes those that have one of these names. An
 * object of a class may have its members there, and to pass over a token would be to take another one.
 */
export function given(object: object, names: Names): [string, unknown][] {
  const own = entries(object)
  const isOwn = new Set(own.map(([name]) => name))
  const hidden = Object.keys(names).filter((name) => !isOwn.has(name) && has(object, name))
  return [...own, ...hidden.map((name): [string, unknown] => [name, got(object, name)])].filter(([, value]) => isSet(value))
}

/** Whether an object or a prototype of it has it, that of all objects aside: what somebody smuggled in there is no setting. */
function has(object: object, name: string): boolean {
  for (let at: object | null = object; at !== null && !Object.hasOwn(at, 'isPrototypeOf'); at = next(at)) {
    if (Object.hasOwn(at, name)) return true
  }
  return false
}

function next(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null
}

/** The envelope of an option that is wrong. */
export type Refuse = (name: string, message: string) => Envelope

/**
 * Options in the form of the boundary. It throws as native code does where one is of a kind that has no members to
 * read, a map: the core would take its stand-in for members.
 */
export function written(options: object, leftOut: readonly string[], refuse: Refuse): Record<string, unknown> {
  const raw: Record<string, unknown> = {}
  for (const [name, value] of given(options, OPTIONS)) {
    if (!leftOut.includes(name)) raw[boundaryName(OPTIONS, name)] = writtenOption(name, value, refuse)
  }
  return raw
}

/** Options that have members. Those of `extraBody` are sent, null too; of others null is not set. */
const OF_MEMBERS = ['timeout', 'backoff', 'headers', 'extraQuery', 'extraBody']

/** What the core names by itself. */
const OF_JSON = ['text', 'a number', 'a boolean', 'a list']

function writtenOption(name: string, value: unknown, refuse: Refuse): unknown {
  if (name === 'timeout' && typeof value === 'number') return { total: value }
  if (!OF_MEMBERS.includes(name)) return value
  const wrong = notMembers(value)
  if (wrong === undefined) {
    const members = entries(value as object)
    return Object.fromEntries(name === 'extraBody' ? members : members.filter(([, member]) => isSet(member)))
  }
  if (OF_JSON.includes(wrong)) return value
  throw new Error(JSON.stringify(refuse(boundaryName(OPTIONS, name), `must be an object, not ${wrong}`)))
}

const OF_A_CALL = ['signal']

/** Options of a call as JSON text; nothing when there are none. */
export function encodeOptions(options: object | undefined, refuse: Refuse): string {
  return options === undefined ? '' : encode(written(options, OF_A_CALL, refuse))
}

/** Options of a view as JSON text. What is of a call alone is refused there: a signal would end nothing. */
export function encodeViewOptions(options: object | undefined, refuse: Refuse): string {
  return options === undefined ? '' : encode(written(options, [], refuse))
}
