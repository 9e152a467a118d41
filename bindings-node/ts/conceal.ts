/**
 * Keeps secrets out of what is printed. A reply is plain data, and has a secret only when a service answers one in clear; `console.log` and `inspect`
 * then show `***` in its place. Everything else, `JSON.stringify` among it, sees the data. What a program itself puts into a reply is its own affair.
 */

import { SECRETS, SECRET_WHEN } from './generated/secret.js'

const SHOWN_AS = Symbol.for('nodejs.util.inspect.custom')

const MASK = '***'

const WHEN = Object.entries(SECRET_WHEN)

/** What the text of a reply with a secret has, as the core writes JSON; most have none of it. */
const SIGNS = [...SECRETS.map((name) => `"${name}":`), ...WHEN.map(([, name]) => `"${name}":true`)]

type Members = Readonly<Record<string, unknown>>

const NONE: Members = {}

/** The value that this text was, with its secrets concealed from those who print it. */
export function concealed(value: unknown, text: string): unknown {
  if (SIGNS.some((sign) => text.includes(sign))) conceal(value, NONE)
  return value
}

/** `above` is the object whose members these are too: `$extra` has those that could not be read. */
function conceal(value: unknown, above: Members): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) conceal(item, NONE)
    return
  }
  const members = value as Members
  const secret = secrets(members, above)
  if (secret.length > 0) {
    const shown = Object.fromEntries(secret.map((name) => [name, MASK]))
    Object.defineProperty(members, SHOWN_AS, { value: () => ({ ...members, ...shown }), configurable: true, writable: true })
  }
  for (const name of Object.keys(members)) conceal(members[name], name === '$extra' ? members : NONE)
}

/** The names of members whose values are secret. */
function secrets(members: Members, above: Members): string[] {
  const found = SECRETS.filter((name) => isShown(members, name))
  for (const [name, when] of WHEN) {
    if (isShown(members, name) && (Object.hasOwn(members, when) ? members : above)[when] === true) found.push(name)
  }
  return found
}

/** Whether there is something to conceal: the service itself answers most secrets masked. */
function isShown(members: Members, name: string): boolean {
  if (!Object.hasOwn(members, name)) return false
  const value = members[name]
  return value !== undefined && value !== null && value !== MASK
}
