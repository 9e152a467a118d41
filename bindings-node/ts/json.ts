/**
 * Arguments as JSON text. `JSON.stringify` makes null of NaN and of holes, text of dates, and nothing of maps, so that a mistake would be sent and
 * reset a field. What JSON does not have is named where it stands instead; the core then reports it with everything else that is wrong.
 */

import { types } from 'node:util'

/** Deeper than anything that the API takes; the core reads 128 levels. */
const DEEPEST = 100

/** The value as JSON text. Members that are undefined are left out. */
export function encode(value: unknown): string {
  return simple(value) ?? JSON.stringify(cleaned(value, []))
}

/** JSON text of a value in which nothing is wrong. */
function simple(value: unknown): string | undefined {
  try {
    return isPlain(value, 0) ? JSON.stringify(value) : undefined
  } catch {
    // A getter and a proxy are code of the caller, and may throw.
    return undefined
  }
}

/** The members of an object, for whoever reads it before it is encoded. A getter that throws is named like any other mistake. */
export function entries(value: object): [string, unknown][] {
  return (keys(value) ?? []).map((name) => [name, got(value, name)])
}

/** The names of the members of an object; undefined for a proxy that does not tell. */
export function keys(value: object): string[] | undefined {
  try {
    return Object.keys(value)
  } catch {
    return undefined
  }
}

/**
 * Why this is no object that is read for its members, as settings and options are; undefined: it is one. A promise or a
 * map has no members of its own and would be taken for settings in which nothing is set.
 */
export function notMembers(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeName(value)
  try {
    if (value instanceof Unsendable) return value.$unsendable
    if (Array.isArray(value)) return 'a list'
    if (Object.getPrototypeOf(value) !== null && isSpecial(value)) return nameOf(value)
    return keys(value) === undefined ? UNREADABLE : undefined
  } catch {
    return UNREADABLE
  }
}

function typeName(value: unknown): string {
  return typeof value === 'string' ? 'text' : typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
}

const UNREADABLE = 'an object that cannot be read'

/** A stand-in for a value that JSON does not have, with its name as people say it. */
export class Unsendable {
  readonly $unsendable: string

  constructor(name: string) {
    this.$unsendable = name
  }
}

/** The same. */
export function unsendable(name: string): Unsendable {
  return new Unsendable(name)
}

/** Whether `JSON.stringify` says just this. It looks at everything, for calls in which nothing is wrong. */
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
  if (depth >= DEEPEST) return false
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (!isPlain(value[index], depth + 1)) return false
    }
    return true
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name]
    if (member !== undefined && !(isPlain(member, depth + 1) && name.isWellFormed())) return false
  }
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}

function cleaned(value: unknown, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : unsendable('text with half a surrogate pair')
    case 'number':
      return Number.isFinite(value) ? value : unsendable(String(value))
    case 'boolean':
      return value
    case 'bigint':
      return unsendable('a BigInt')
    case 'object':
      return value === null ? null : readable(value, above)
    case 'undefined':
      return unsendable('undefined')
    default:
      return unsendable(`a ${typeof value}`)
  }
}

function readable(value: object, above: readonly object[]): unknown {
  try {
    return opened(value, above)
  } catch {
    return unsendable(UNREADABLE)
  }
}

function opened(value: object, above: readonly object[]): unknown {
  if (above.includes(value)) return unsendable('a circular reference')
  if (above.length >= DEEPEST) return unsendable('something nested too deeply')
  const within = [...above, value]
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => cleaned(item, within))
  const special = specialName(value)
  if (special !== undefined) return unsendable(special)
  const members: [string, unknown][] = []
  for (const name of Object.keys(value)) {
    const member = name.isWellFormed() ? read(value, name, within) : unsendable('a member whose name has half a surrogate pair')
    if (member !== undefined) members.push([name.toWellFormed(), member])
  }
  return Object.fromEntries(members)
}

function read(value: object, name: string, within: readonly object[]): unknown {
  const member = got(value, name)
  return member === undefined ? undefined : cleaned(member, within)
}

/** A member of an object. */
export function got(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return unsendable('a getter that throws')
  }
}

/** The name of an object that is more than its members. Objects of classes without such powers are taken for what their members say. */
function specialName(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null
  // The second is an object literal from another realm: a vm context, a test runner's sandbox.
  if (prototype === null || (Object.getPrototypeOf(prototype) === null && !('toJSON' in value))) return undefined
  return isSpecial(value) || 'toJSON' in value ? nameOf(value) : undefined
}

/** Whether this is of a class whose objects have their content elsewhere than in their members. */
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

function nameOf(value: object): string {
  const name: unknown = got(Object(got(value, 'constructor')) as object, 'name')
  if (typeof name !== 'string' || name === '' || name === 'Object') {
    return Symbol.iterator in value ? 'an iterable object' : 'toJSON' in value ? 'an object with toJSON' : 'an object with a tag'
  }
  return `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`
}
