/** Errors of time limits, with the unit of TypeScript. */

import type { Envelope } from './envelope.js'

/** A limit under one second in a message of the core: `no response within 30ms`. */
const SHORT = /\bwithin (\d+(?:\.\d+)?)ms\b/

/**
 * Adds the unit to the message of an expired time limit under one second, which was probably meant
 * in seconds.
 */
export function explainTimeout(envelope: Envelope): Envelope {
  const { kind, message } = envelope
  if (kind === 'timeout') {
    const limit = SHORT.exec(message)?.[1]
    if (limit === undefined) return envelope
    return { ...envelope, message: `${message}. Timeouts are in milliseconds: ${limit} is ${Number(limit) / 1000} s` }
  }
  const isShort = message.includes('the connect timeout expired') && getAttemptTime(envelope) < 1000
  return isShort ? { ...envelope, message: `${message}. Timeouts are in milliseconds` } : envelope
}

/** The average duration of an attempt, in milliseconds. */
function getAttemptTime({ attempts, elapsed_ms: elapsed }: Envelope): number {
  return attempts.reduce((rest, { waited_ms: waited }) => rest - waited, elapsed) / attempts.length
}
