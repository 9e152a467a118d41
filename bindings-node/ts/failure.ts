/** Makes errors of what crosses the boundary. */

import { envelope, type Envelope } from './envelope.js'
import { CLASSES, type EdgegapError } from './error.js'

/** Where a call was made. An error is made later, when that place is no longer on the stack. */
export class Place {
  declare readonly stack: string

  /** The place from which `above` was called. */
  constructor(above: NewableFunction | CallableFunction) {
    Error.captureStackTrace(this, above)
  }
}

/** The error of an envelope, as if it had been thrown at that place. */
export function failure(raw: Envelope, place?: Place, cause?: unknown): EdgegapError {
  const error = new CLASSES[raw.kind](raw, cause)
  if (place !== undefined) {
    const frames = place.stack.indexOf('\n')
    const shown = `${error.name}: ${error.message}${frames < 0 ? '' : place.stack.slice(frames)}`
    Object.defineProperty(error, 'stack', { value: shown, configurable: true, writable: true })
  }
  return error
}

/** What the native part threw: an envelope in the message of a plain error. */
export function thrown(error: unknown, place?: Place): EdgegapError {
  const message = error instanceof Error ? error.message : String(error)
  let raw: Envelope
  try {
    raw = JSON.parse(message) as Envelope
  } catch {
    raw = envelope('internal', `a bug of this SDK; please report it: ${message}`)
  }
  return failure(raw, place)
}
