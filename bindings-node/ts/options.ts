/** Options of a client and of a single call. */

import type { Envelope } from './envelope.js'
import { isSet, type SignalLike } from './foreign.js'
import { describeNonObject, encode, entries, readProperty } from './json.js'
import { OPTIONS, toBoundaryName } from './names.js'

/** Time limits in milliseconds. */
export interface Timeouts {
  /** Maximum time to connect. Default 10,000. */
  readonly connect?: number | null | undefined
  /** Maximum time for one attempt, from sending the request to the last byte. Default 60,000. */
  readonly attempt?: number | null | undefined
  /** Maximum time for the whole call, including retries and delays. Default 300,000. */
  readonly total?: number | null | undefined
}

/** Delays between attempts, in milliseconds. They double each time, and half of each is random. */
export interface Backoff {
  /** Delay before the first retry. Default 500. */
  readonly initial?: number | null | undefined
  /** Maximum delay, except for `Retry-After`. Default 8,000. */
  readonly max?: number | null | undefined
}

/**
 * Options of all calls of a client, or of one call. An option that is `undefined` or `null` is
 * inherited: by a call from its client, and by a client from the defaults.
 */
export interface CommonOptions {
  /** Time limits. A number is the limit for the whole call, in milliseconds. */
  readonly timeout?: number | Timeouts | null | undefined
  /** Maximum number of retries, 0 to 100. Default 2. */
  readonly maxRetries?: number | null | undefined
  /** Delays between attempts. */
  readonly backoff?: Backoff | null | undefined
  /** Headers to add to each request. */
  readonly headers?: Readonly<Record<string, string | null | undefined>> | null | undefined
  /** Query parameters to add to each request. */
  readonly extraQuery?: Readonly<Record<string, string | null | undefined>> | null | undefined
  /** Fields to add to the body that this SDK does not model. */
  readonly extraBody?: Readonly<Record<string, unknown>> | null | undefined
}

/** Options of one call. */
export interface CallOptions extends CommonOptions {
  /** Cancels the call: its connection is closed, and it rejects with a `CancelledError`. */
  readonly signal?: SignalLike | null | undefined
}

/**
 * The settings or options that are set: own properties, and inherited properties with one of these
 * names. An object of a class may define its properties on the prototype, and ignoring a token
 * there would use another one.
 */
export function readOptions(object: object, names: readonly string[]): [string, unknown][] {
  const own = entries(object)
  const isOwn = new Set(own.map(([name]) => name))
  const inherited = names.filter((name) => !isOwn.has(name) && hasProperty(object, name))
  return [...own, ...inherited.map((name): [string, unknown] => [name, readProperty(object, name)])].filter(
    ([, value]) => isSet(value),
  )
}

/** True if the object, or a prototype of it other than `Object.prototype`, has the property. */
function hasProperty(object: object, name: string): boolean {
  let current: object | null = object
  while (current !== null && !Object.hasOwn(current, 'isPrototypeOf')) {
    if (Object.hasOwn(current, name)) return true
    current = Object.getPrototypeOf(current) as object | null
  }
  return false
}

/** Creates the envelope of an invalid option. */
export type InvalidOption = (name: string, message: string) => Envelope

/**
 * Converts options to the form of the boundary. It throws like native code for an object without
 * readable properties, such as a map: the core would read its stand-in as options.
 */
export function toBoundary(
  options: object,
  excluded: readonly string[],
  invalid: InvalidOption,
): Record<string, unknown> {
  const set = readOptions(options, Object.keys(OPTIONS)).filter(([name]) => !excluded.includes(name))
  return Object.fromEntries(
    set.map(([name, value]) => [toBoundaryName(OPTIONS, name), convertOption(name, value, invalid)]),
  )
}

/** Options that are objects. Null in `extraBody` is sent; in the others it means not set. */
const OBJECTS = ['timeout', 'backoff', 'headers', 'extraQuery', 'extraBody']

/** Wrong types that the core reports itself. */
const JSON_TYPES = ['a string', 'a number', 'a boolean', 'a list']

function convertOption(name: string, value: unknown, invalid: InvalidOption): unknown {
  if (name === 'timeout' && typeof value === 'number') return { total: value }
  if (!OBJECTS.includes(name)) return value
  const actual = describeNonObject(value)
  if (actual === undefined) {
    const properties = entries(value as object)
    return Object.fromEntries(name === 'extraBody' ? properties : properties.filter(([, property]) => isSet(property)))
  }
  if (JSON_TYPES.includes(actual)) return value
  throw new Error(JSON.stringify(invalid(name, `must be an object, not ${actual}`)))
}

/**
 * Encodes options; an empty string without options. For a view nothing is excluded: the core then
 * rejects a signal, which would have no effect.
 */
export function encodeOptions(
  options: object | undefined,
  invalid: InvalidOption,
  excluded: readonly string[] = ['signal'],
): string {
  return options === undefined ? '' : encode(toBoundary(options, excluded, invalid))
}
