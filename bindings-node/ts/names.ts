/** Names of settings and options in TypeScript and on the boundary, and their unit in messages. */

import type { Envelope } from './envelope.js'

/** Names in TypeScript, each with the name on the boundary. */
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

/** Settings of a client, including the options of its calls. */
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

/** The name on the boundary. The core reports an unknown name, which stays as it is. */
export function toBoundaryName(names: Names, name: string): string {
  if (Object.hasOwn(names, name)) return names[name] ?? name
  const meant = Object.keys(names).find((own) => names[own] === name)
  return meant === undefined ? name : `${name} (written ${meant} here)`
}

const FROM_BOUNDARY = new Map(Object.entries(SETTINGS).map(([own, name]) => [name, own]))

/**
 * A name of the boundary in a message of the core: alone, after `options.` or before a field. Parts
 * of a path or of a longer name, and names that the user wrote, do not match.
 */
const NAME = new RegExp(
  `(?<![\\w.$/\\\\\`'"-])(?:options\\.)?(${[...FROM_BOUNDARY.keys()].join('|')})(?![\\w/\\\\\`'"-]| \\(written)`,
  'g',
)

/** The option that has other fields than the one that was given. */
const OWNER = /is not a field of `(timeout_ms|backoff_ms)`, which/g

/** Translates the names of settings and options in an error to those of TypeScript. */
export function translateNames(envelope: Envelope): Envelope {
  const translate = (message: string): string =>
    message
      .replaceAll('timeout_ms: must be an object', 'timeout_ms: must be a number of milliseconds or an object')
      .replace(OWNER, (_, name: string) => `is not a field of \`${FROM_BOUNDARY.get(name) ?? name}\`, which`)
      .replaceAll(NAME, (_, name: string) => FROM_BOUNDARY.get(name) ?? name)
  const translated = { ...envelope, message: translate(envelope.message) }
  const violations = envelope.violations?.map((one) => ({ ...one, message: translate(one.message) }))
  return violations === undefined ? translated : { ...translated, violations }
}

/** A limit under one second in a message of the core: `no response within 30ms`. */
const SHORT = /\bwithin (\d+(?:\.\d+)?)ms\b/

/**
 * Translates the name of the option in an expired time limit. A limit under one second was probably
 * meant in seconds, so the message then gives the unit.
 */
export function explainTimeout(envelope: Envelope): Envelope {
  const { kind, message } = envelope
  if (kind === 'timeout') {
    const limit = SHORT.exec(message)?.[1]
    const unit = limit === undefined ? '' : `. Timeouts are in milliseconds: ${limit} is ${Number(limit) / 1000} s`
    return { ...envelope, message: message.replace('`attempt_timeout`', '`timeout.attempt`') + unit }
  }
  const isShort = message.includes('the connect timeout expired') && getAttemptTime(envelope) < 1000
  return isShort ? { ...envelope, message: `${message}. Timeouts are in milliseconds` } : envelope
}

/** The average duration of an attempt, in milliseconds. */
function getAttemptTime({ attempts, elapsed_ms: elapsed }: Envelope): number {
  return attempts.reduce((rest, { waited_ms: waited }) => rest - waited, elapsed) / attempts.length
}
