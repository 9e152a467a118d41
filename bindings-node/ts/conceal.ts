/**
 * Keeps secrets out of what is printed. A reply is plain data, and has a secret only when a service answers one in clear; `console.log` and `inspect`
 * then show `***` in its place. Everything else, `JSON.stringify` among it, sees the data.
 */

import { SECRETS, SECRET_WHEN } from './generated/secret.js'

const SHOWN_AS = Symbol.for('nodejs.util.inspect.custom')

/** A reply without a secret has none of these in its text, and most have none. */
const SIGNS = [...SECRETS, ...Object.values(SECRET_WHEN)].map((name) => `"${name}"`)

type Members = Record<string, unknown>

/** The value that this text was, with its secrets concealed from those who print it. */
export function concealed(value: unknown, text: string): unknown {
  if (SIGNS.some((sign) => text.includes(sign))) conceal(value, {})
  return value
}

/** `above` is the object whose members these are too: `$extra` has those that could not be read. */
function conceal(value: unknown, above: Members): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) conceal(item, {})
    return
  }
  const members = value as Members
  const secret = Object.keys(members).filter((name) => members[name] !== null && isSecret(name, { ...above, ...members }))
  if (secret.length > 0) {
    const shown = Object.fromEntries(secret.map((name) => [name, '***']))
    Object.defineProperty(members, SHOWN_AS, { value: () => ({ ...members, ...shown }), configurable: true, writable: true })
  }
  for (const [name, member] of Object.entries(members)) conceal(member, name === '$extra' ? members : {})
}

function isSecret(name: string, members: Members): boolean {
  const when = Object.hasOwn(SECRET_WHEN, name) ? SECRET_WHEN[name] : undefined
  return SECRETS.includes(name) || (when !== undefined && members[when] === true)
}
