/**
 * How replies are printed. A reply is plain data. It may have an icon of 80 KB, and it contains a
 * secret if the service returns one unmasked. `console.log` and `inspect` cut long strings, and
 * show `***` for a secret. Everything else, including `JSON.stringify`, sees the data. Secrets that
 * a program adds itself are printed.
 */

import { inspect, type InspectOptions } from 'node:util'

import { isSet } from './foreign.js'
import { SECRETS, SECRET_WHEN } from './generated/secret.js'
import { isArray, isLiteral } from './json.js'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

const REDACTED = '***'

/** Length of a string that is printed in full, in characters. `src/queue.rs` has the same. */
const MAX_PRINTED = 200

const WHEN = Object.entries(SECRET_WHEN)

/** Substrings of JSON, as the core writes it, that contains a secret. Most replies have none. */
const MARKERS = [...SECRETS.map((name) => `"${name}":`), ...WHEN.map(([, name]) => `"${name}":true`)]

type Fields = Readonly<Record<string, unknown>>

const NONE: Fields = {}

/** Prepares a value for printing, which was parsed from `json`. Most replies need nothing. */
export function preparePrinting(value: unknown, json: string, isLong: boolean): void {
  if (isLong || MARKERS.some((marker) => json.includes(marker))) prepare(value)
}

/**
 * Prepares a value for printing. `parent` is the object that `$extra` belongs to: unreadable fields
 * of it are in `$extra`. Instances of classes belong to the program and are not changed.
 */
export function prepare(value: unknown, parent = NONE): void {
  if (isArray(value)) {
    for (const item of value) prepare(item)
    return
  }
  if (!isLiteral(value)) return
  const fields = value as Fields
  const secrets = findSecrets(fields, parent)
  const isLong = Object.values(fields).some(isLongText)
  if (secrets.length > 0 || isLong) {
    const redacted = Object.fromEntries(secrets.map((name) => [name, REDACTED]))
    const show = (depth: number, options: InspectOptions): unknown => {
      const shown = { ...fields, ...redacted }
      return isLong ? inspect(shown, { ...options, depth, ...getMaxStringLength(options) }) : shown
    }
    Object.defineProperty(fields, INSPECT, { value: show, configurable: true, writable: true })
  }
  for (const name of Object.keys(fields)) prepare(fields[name], name === '$extra' ? fields : NONE)
}

/** True for a long string, and for a list that has one. */
function isLongText(value: unknown): boolean {
  return typeof value === 'string' ? value.length > MAX_PRINTED : isArray(value) && value.some(isLongText)
}

/** The maximum for strings, unless the program chose another one than Node's 10,000. */
function getMaxStringLength({ maxStringLength }: InspectOptions): InspectOptions {
  return maxStringLength === inspect.defaultOptions.maxStringLength ? { maxStringLength: MAX_PRINTED } : {}
}

/** The names of the fields whose values are secret and not masked by the service. */
function findSecrets(fields: Fields, parent: Fields): string[] {
  const isUnmasked = (name: string): boolean =>
    Object.hasOwn(fields, name) && isSet(fields[name]) && fields[name] !== REDACTED
  const isSecret = (when: string): boolean => (Object.hasOwn(fields, when) ? fields : parent)[when] === true
  const names = [...SECRETS, ...WHEN.filter(([, when]) => isSecret(when)).map(([name]) => name)]
  return names.filter(isUnmasked)
}
