/**
 * What was read and is sent back: a copy of an object for a create (`generated/to-new.ts` has the
 * types), and lists in a body, as in `{ ports: version.ports }`. Fields of their items that are
 * null were absent for the service. No item has a field for which null has a meaning: the generator
 * checks that.
 */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { isSet } from './foreign.js'
import { describeNonObject, entries, isArray, isLiteral, keys, MAX_DEPTH, readProperty } from './json.js'
import { prepare } from './printed.js'

type Body = Readonly<Record<string, unknown>>

/** The body of an update. Items of these lists lose fields that are null. */
export function forUpdate(body: unknown, names: readonly string[]): unknown {
  if (!isReadable(body)) return body
  const changed = names.flatMap((name): [string, unknown][] => {
    const list = readProperty(body, name)
    return isArray(list) && list.some(hasNull) ? [[name, list.map(withoutNull)]] : []
  })
  return changed.length === 0 ? body : { ...Object.fromEntries(entries(body)), ...Object.fromEntries(changed) }
}

/** The body of a create. A list that is null, which in an update is an error, counts as absent. */
export function forCreate(body: unknown, names: readonly string[]): unknown {
  const sent = forUpdate(body, names)
  if (!isReadable(sent) || !names.some((name) => readProperty(sent, name) === null)) return sent
  return Object.fromEntries(entries(sent).filter(([name, value]) => value !== null || !names.includes(name)))
}

function isReadable(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && keys(value) !== undefined
}

function hasNull(item: unknown): item is Body {
  return isReadable(item) && entries(item).some(([, value]) => value === null)
}

function withoutNull(item: unknown): unknown {
  return hasNull(item) ? Object.fromEntries(entries(item).filter(([, value]) => value !== null)) : item
}

/**
 * Copies an object without `$extra`, excluded fields, fields that are null, and optional texts that
 * are empty, and so the objects and lists in it. Instances of classes, such as a `Buffer`, are not
 * copied: only their class knows how.
 */
export function convertToNew(
  value: unknown,
  excluded: readonly string[],
  optionalText: readonly string[],
  above: CallableFunction,
): unknown {
  const fail = (path: string, message: string): Error => toError(validationEnvelope('toNew', path, message), above)
  const actual = describeNonObject(value)
  if (actual !== undefined) throw fail('value', `must be an object that was read, such as a version, not ${actual}`)
  const isKept = ([name, field]: [string, unknown]): boolean =>
    isSet(field) && name !== '$extra' && !excluded.includes(name) && !(field === '' && optionalText.includes(name))
  const convert = (part: unknown, top: string, depth: number): unknown => {
    if (!isArray(part) && !isLiteral(part)) return part
    if (depth >= MAX_DEPTH) throw fail(top, `contains itself, or is nested more than ${MAX_DEPTH} levels deep`)
    if (isArray(part)) return Array.from(part, (item) => convert(item, top, depth + 1))
    return copy(part, (field) => convert(field, top, depth + 1))
  }
  const copy = (part: object, each: (field: unknown, name: string) => unknown): object =>
    Object.fromEntries(
      entries(part)
        .filter(isKept)
        .map(([name, field]) => [name, each(field, name)]),
    )
  const converted = copy(value as object, (field, name) => convert(field, name, 1))
  prepare(converted)
  return converted
}
