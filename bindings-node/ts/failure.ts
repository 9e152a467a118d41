/** Makes errors of what crosses the boundary. */

import { envelope, type Envelope } from './envelope.js'
import type { EdgegapError } from './error.js'
import { messageOf } from './foreign.js'
import { CLASSES } from './generated/errors.js'

/** The error of an envelope. Its stack begins with who called `above`, or awaits it. */
export function failure(raw: Envelope, above: CallableFunction | NewableFunction, cause?: unknown): EdgegapError {
  const error = new CLASSES[raw.kind](raw, cause)
  Error.captureStackTrace(error, above)
  return error
}

/** What the native part threw: an envelope in the message of a plain error, which in a sandbox is of another realm. */
export function envelopeOf(error: unknown): Envelope {
  const message = messageOf(error)
  try {
    return JSON.parse(message) as Envelope
  } catch {
    return envelope('internal', `a bug of this SDK; please report it: ${message}`)
  }
}

/** The same as an error. Its stack begins with who called `above`. */
export function thrown(error: unknown, above: CallableFunction | NewableFunction = thrown): EdgegapError {
  return failure(envelopeOf(error), above)
}
