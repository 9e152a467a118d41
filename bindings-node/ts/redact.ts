/**
 * Redacts secrets in printed replies. A reply is plain data, and contains a secret only if the
 * service returns one unmasked. `console.log` and `inspect` then show `***` instead. Everything
 * else, including `JSON.stringify`, sees the data. Secrets that a program adds itself are printed.
 */

import { isSet } from './foreign.js'
import { SECRETS, SECRET_WHEN } from './generated/secret.js'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

const REDACTED = '***'

const WHEN = Object.entries(SECRET_WHEN)

/** Substrings of JSON, as the core writes it, that contains a secret. Most replies have none. */
const MARKERS = [...SECRETS.map((name) => `"${name}":`), ...WHEN.map(([, name]) => `"${name}":true`)]

type Fields = Readonly<Record<string, unknown>>

const NONE: Fields = {}

/** Redacts the secrets of a value, which was parsed from `json`, when it is printed. */
export function redactSecrets(value: unknown, json: string): unknown {
  if (MARKERS.some((marker) => json.includes(marker))) redact(value, NONE)
  return value
}

/** `parent` is the object that `$extra` belongs to: unreadable fields of it are in `$extra`. */
function redact(value: unknown, parent: Fields): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) redact(item, NONE)
    return
  }
  const fields = value as Fields
  const secrets = findSecrets(fields, parent)
  if (secrets.length > 0) {
    const redacted = Object.fromEntries(secrets.map((name) => [name, REDACTED]))
    const show = (): Fields => ({ ...fields, ...redacted })
    Object.defineProperty(fields, INSPECT, { value: show, configurable: true, writable: true })
  }
  for (const name of Object.keys(fields)) redact(fields[name], name === '$extra' ? fields : NONE)
}

/** The names of the fields whose values are secret and not masked by the service. */
function findSecrets(fields: Fields, parent: Fields): string[] {
  const isUnmasked = (name: string): boolean =>
    Object.hasOwn(fields, name) && isSet(fields[name]) && fields[name] !== REDACTED
  const isSecret = (when: string): boolean => (Object.hasOwn(fields, when) ? fields : parent)[when] === true
  const names = [...SECRETS, ...WHEN.filter(([, when]) => isSecret(when)).map(([name]) => name)]
  return names.filter(isUnmasked)
}
