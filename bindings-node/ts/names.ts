/** Names of settings and options: those of this language, and those of the boundary. */

import type { Envelope } from './envelope.js'

/** Names of this language, each with that of the boundary. */
export type Names = Readonly<Record<string, string>>

/** Options of a call. */
export const OPTIONS: Names = {
  timeout: 'timeout_ms',
  maxRetries: 'max_retries',
  backoff: 'backoff_ms',
  headers: 'headers',
  extraQuery: 'extra_query',
  extraBody: 'extra_body',
}

/** Settings of a client, options of its calls among them. */
export const SETTINGS: Names = {
  token: 'token',
  baseUrl: 'base_url',
  allowHttp: 'allow_http',
  caFile: 'ca_file',
  proxy: 'proxy',
  maxConcurrency: 'max_concurrency',
  maxBodyBytes: 'max_body_bytes',
  userAgent: 'user_agent',
  onEvent: 'onEvent',
  ...OPTIONS,
}

/** The boundary's name. One that there is not goes over as it is, and the core says that it is unknown. */
export function boundaryName(names: Names, name: string): string {
  const known = Object.hasOwn(names, name) ? names[name] : undefined
  if (known !== undefined) return known
  const meant = Object.keys(names).find((own) => names[own] === name)
  return meant === undefined ? name : `${name} (written ${meant} here)`
}

const OWN = new Map(Object.entries(SETTINGS).map(([own, name]) => [name, own]))

/**
 * A name of the boundary where the core says it, alone or in front of a member. Not part of a path or of a
 * longer name, which are the user's, and not one that the user wrote.
 */
const SAID = new RegExp(`(?:\\boptions )?(?<![\\w.$/\\\\\`'"-])(${[...OWN.keys()].join('|')})(?![\\w/\\\\\`'"-]| \\(written)`, 'g')

/** What is said of wrong settings and options, in the names of this language. */
export function inOwnNames(raw: Envelope): Envelope {
  const said = (text: string): string =>
    text
      .replaceAll('timeout_ms: must be an object', 'timeout_ms: must be a number of milliseconds or an object')
      .replaceAll(SAID, (_, name: string) => OWN.get(name) ?? name)
  const { violations } = raw
  const made = { ...raw, message: said(raw.message) }
  return violations === undefined ? made : { ...made, violations: violations.map((one) => ({ ...one, message: said(one.message) })) }
}
