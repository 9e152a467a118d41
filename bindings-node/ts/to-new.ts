/** From objects that were read to objects for a create. `generated/to-new.ts` has the types. */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { isSet } from './foreign.js'
import { describeNonObject, entries } from './json.js'
import { prepare } from './printed.js'

/**
 * Copies an object deeply, without `$extra`, excluded fields, fields that are null, and optional
 * texts that are empty.
 */
export function convertToNew(
  value: unknown,
  excluded: readonly string[],
  optionalText: readonly string[],
  above: CallableFunction,
): unknown {
  const actual = describeNonObject(value)
  if (actual !== undefined) {
    const message = `must be an object that was read, such as a version, not ${actual}`
    throw toError(validationEnvelope('toNew', 'value', message), above)
  }
  const isKept = ([name, field]: [string, unknown]): boolean =>
    isSet(field) && name !== '$extra' && !excluded.includes(name) && !(field === '' && optionalText.includes(name))
  const convert = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(convert)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      entries(part)
        .filter(isKept)
        .map(([name, field]) => [name, convert(field)]),
    )
  }
  const converted = convert(value)
  prepare(converted)
  return converted
}
