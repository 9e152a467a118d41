/**
 * Encodes arguments as JSON. `JSON.stringify` turns NaN and array holes into null, dates into
 * strings, and maps into `{}`, so a mistake would be sent and reset a field. Here a value that
 * cannot be represented in JSON is replaced by `{"$unsendable": "a Date"}`, and the core reports it
 * with all other violations.
 */

import { types } from 'node:util'

/** Maximum depth: more than the API accepts, and less than the 128 levels that the core parses. */
export const MAX_DEPTH = 100

/** Encodes the value as JSON. Properties that are undefined are omitted. */
export function encode(value: unknown): string {
  return encodePlain(value) ?? JSON.stringify(clean(value, []))
}

/** Encodes a value without mistakes; undefined for any other value. */
function encodePlain(value: unknown): string | undefined {
  try {
    return isPlain(value, 0) ? JSON.stringify(value) : undefined
  } catch {
    // A getter or a proxy of the caller threw.
    return undefined
  }
}

/** The properties of an object. A getter that throws yields a value that the core reports. */
export function entries(value: object): [string, unknown][] {
  return (keys(value) ?? []).map((name) => [name, readProperty(value, name)])
}

/** The names of the properties of an object; undefined if a proxy throws. */
export function keys(value: object): string[] | undefined {
  try {
    return Object.keys(value)
  } catch {
    return undefined
  }
}

/** Reads a property. A getter that throws yields a value that the core reports. */
export function readProperty(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return new Unsendable('a getter that throws')
  }
}

/**
 * Describes a value that cannot be read as settings or options; undefined for one that can. A
 * promise or a map has no properties and would be taken for settings in which nothing is set.
 */
export function describeNonObject(value: unknown): string | undefined {
  if (value === null) return 'null'
  if (typeof value !== 'object') return describePrimitive(value)
  try {
    if (Unsendable.is(value)) return value.$unsendable
    if (Array.isArray(value)) return 'a list'
    if (Object.getPrototypeOf(value) !== null && isSpecial(value)) return describeClass(value)
    return keys(value) === undefined ? UNREADABLE : undefined
  } catch {
    return UNREADABLE
  }
}

function describePrimitive(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`
}

const UNREADABLE = 'an object that cannot be read'

/** Stands for a value that cannot be represented in JSON, and describes it. */
export class Unsendable {
  readonly #isUnsendable = true
  readonly $unsendable: string

  constructor(description: string) {
    this.$unsendable = description
  }

  /** True if the value is an `Unsendable`. */
  static is(value: object): value is Unsendable {
    return #isUnsendable in value
  }
}

/** True if `JSON.stringify` represents the value exactly: the fast path, for valid calls. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed()
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return true
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) {
    // Not `every`, which skips holes.
    for (let index = 0; index < value.length; index++) {
      if (!isPlain(value[index], depth + 1)) return false
    }
    return true
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) {
    const property = (value as Record<string, unknown>)[name]
    if (property !== undefined && !(isPlain(property, depth + 1) && name.isWellFormed())) return false
  }
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}

/** Copies a value, with stand-ins for what cannot be represented in JSON. */
function clean(value: unknown, parents: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : new Unsendable('a string with half a surrogate pair')
    case 'number':
      return Number.isFinite(value) ? value : new Unsendable(String(value))
    case 'boolean':
      return value
    case 'bigint':
      return new Unsendable('a BigInt')
    case 'object':
      return value === null ? null : cleanObject(value, parents)
    default:
      return new Unsendable(describePrimitive(value))
  }
}

function cleanObject(value: object, parents: readonly object[]): unknown {
  try {
    return copyObject(value, parents)
  } catch {
    return new Unsendable(UNREADABLE)
  }
}

function copyObject(value: object, parents: readonly object[]): unknown {
  if (parents.includes(value)) return new Unsendable('a circular reference')
  if (parents.length >= MAX_DEPTH) return new Unsendable('a value that is nested too deeply')
  const within = [...parents, value]
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => clean(item, within))
  const special = describeSpecial(value)
  if (special !== undefined) return new Unsendable(special)
  const copy: [string, unknown][] = []
  for (const name of Object.keys(value)) {
    if (!name.isWellFormed()) {
      copy.push([name.toWellFormed(), new Unsendable('a field whose name has half a surrogate pair')])
      continue
    }
    const property = readProperty(value, name)
    if (property !== undefined) copy.push([name, clean(property, within)])
  }
  return Object.fromEntries(copy)
}

/** Describes an object that is more than its properties. Objects of plain classes are data. */
function describeSpecial(value: object): string | undefined {
  const isData = hasNoClass(value) && (Object.getPrototypeOf(value) === null || !('toJSON' in value))
  return !isData && (isSpecial(value) || 'toJSON' in value) ? describeClass(value) : undefined
}

/** True for an object literal of any realm. Throws for some proxies. */
function hasNoClass(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  // The second is an object literal of another realm: a vm context, a test runner's sandbox.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** True for an object literal; false for an array, an instance of a class, a proxy that throws. */
export function isLiteral(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && hasNoClass(value)
  } catch {
    return false
  }
}

/** True for an array; false for a proxy that throws. */
export function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** True for an object whose content is not in its properties. */
function isSpecial(value: object): boolean {
  return (
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isNativeError(value) ||
    types.isBoxedPrimitive(value) ||
    Symbol.toStringTag in value ||
    Symbol.iterator in value
  )
}

/** Describes an object by its class. */
export function describeClass(value: object): string {
  const name: unknown = readProperty(Object(readProperty(value, 'constructor')) as object, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Object') {
    return `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`
  }
  if (Symbol.iterator in value) return 'an iterable object'
  return 'toJSON' in value ? 'an object with toJSON' : 'an object with a tag'
}
