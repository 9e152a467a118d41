/** Creates errors from envelopes of the boundary. */

import { createEnvelope, type Envelope } from './envelope.js'
import type { EdgegapError } from './error.js'
import { getMessage } from './foreign.js'
import { CLASSES } from './generated/errors.js'

/** Converts an envelope to an error. Its stack starts at the caller of `above`. */
export function toError(envelope: Envelope, above: CallableFunction | NewableFunction, cause?: unknown): EdgegapError {
  const error = new CLASSES[envelope.kind](envelope, cause)
  Error.captureStackTrace(error, above)
  return error
}

/** Reads the envelope in the message of an error of the addon, which may be of another realm. */
export function parseNativeError(error: unknown): Envelope {
  const message = getMessage(error)
  try {
    return JSON.parse(message) as Envelope
  } catch {
    return createEnvelope('internal', `a bug of this SDK; please report it: ${message}`)
  }
}

/** Converts an error of the addon. The stack of the result starts at the caller of `above`. */
export function convertNativeError(error: unknown, above: CallableFunction | NewableFunction): EdgegapError {
  return toError(parseNativeError(error), above)
}

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
