/** Events for completed calls: for the program's listener and the log. They contain no secrets. */

import type { EdgegapError } from './error.js'
import { getMessage, getStack, isThenable } from './foreign.js'
import type { Attempt } from './meta.js'
import { addon } from './native/addon.js'
import type { LogEntry } from './native/types.js'
import { warn } from './warning.js'

/** A completed call. Every page of a list is a call. */
export interface CallEvent {
  /** Id of the operation, `versions.create`. */
  readonly operation: string
  /** Duration of the call including retries and delays, in milliseconds. */
  readonly elapsedMs: number
  /** HTTP status of the last response, if there was one. */
  readonly status?: number | undefined
  /** Request id assigned by the service. */
  readonly requestId?: string | undefined
  /** Every HTTP exchange, in order. */
  readonly attempts: readonly Attempt[]
  /** The error of a failed call. */
  readonly error?: EdgegapError
}

/**
 * Called after each call completes, before the awaiting code resumes. If it throws, or returns a
 * promise that rejects, a process warning is emitted.
 */
export type Listener = (event: CallEvent) => unknown

/** Creates the listener of a client from the program's listener and the level of the log. */
export function createListener(custom: Listener | undefined, level: string): Listener | undefined {
  const log: Listener | undefined = level === 'off' ? undefined : (event) => logEvent(event, level)
  const listeners = [log, custom].filter((listener) => listener !== undefined)
  if (listeners.length === 0) return undefined
  return (event) => {
    for (const listener of listeners) notify(listener, event)
  }
}

/** Calls a listener. An error in it becomes a process warning and never changes the call. */
function notify(listener: Listener, event: CallEvent): void {
  try {
    const result = listener(event)
    // A listener may be an async function, which rejects later. Its promise may be of any library.
    if (isThenable(result)) void warnOnRejection(result)
  } catch (error) {
    warnOfError(error)
  }
}

async function warnOnRejection(promise: PromiseLike<unknown>): Promise<void> {
  try {
    await promise
  } catch (error) {
    warnOfError(error)
  }
}

function warnOfError(error: unknown): void {
  warn(getMessage(error), 'EDGEGAP_LISTENER', getStack(error))
}

/** Writes the lines of a call to standard error. The core has their form. */
function logEvent({ operation, attempts, elapsedMs, status, requestId, error }: CallEvent, level: string): void {
  const call = {
    ...{ operation, status, elapsed_ms: elapsedMs, request_id: requestId },
    attempts: attempts.map(({ outcome, waitedMs }) => ({ outcome, waited_ms: waitedMs })),
    error: error && { kind: error.code, message: error.message },
  }
  const entries = JSON.parse(addon.log(JSON.stringify(call), level)) as readonly LogEntry[]
  const { stderr } = process
  // If the reader of a pipe is gone, an error event without a listener would end the process.
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => undefined)
  stderr.write(entries.map(({ line }) => `${line}\n`).join(''))
}
