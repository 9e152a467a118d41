/** Errors of time limits, in the names and the unit of TypeScript. */

import type { Envelope } from './envelope.js'

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
