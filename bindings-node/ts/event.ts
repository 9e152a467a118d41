/** Events for completed calls: for the program's listener and the log. They contain no secrets. */

import { readVariable } from './environment.js'
import type { EdgegapError } from './error.js'
import { getMessage, getStack, isThenable } from './foreign.js'
import type { Attempt } from './meta.js'
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

/** Log level: failures only, every call, or every HTTP exchange too. */
type Level = 'error' | 'info' | 'debug'

const LEVELS: Readonly<Record<string, Level | undefined>> = {
  '': undefined,
  off: undefined,
  error: 'error',
  warn: 'error',
  info: 'info',
  debug: 'debug',
  trace: 'debug',
}

/** Creates the listener of a client from the program's listener and `EDGEGAP_LOG`. */
export function createListener(custom: Listener | undefined): Listener | undefined {
  const name = (readVariable('EDGEGAP_LOG') ?? '').toLowerCase()
  const level = Object.hasOwn(LEVELS, name) ? LEVELS[name] : 'info'
  const log: Listener | undefined = level && ((event) => logEvent(event, level))
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

function logEvent({ operation, attempts, elapsedMs, status, requestId, error }: CallEvent, level: Level): void {
  if (level === 'error' && error === undefined) return
  const lines: string[] = []
  if (level === 'debug') {
    for (const [index, { outcome, waitedMs }] of attempts.entries()) {
      lines.push(`${operation} attempt ${index + 1}: ${outcome}, after ${waitedMs} ms`)
    }
  }
  const outcome = [error?.code, status].filter((part) => part !== undefined).join(' ')
  const count = attempts.length === 1 ? '' : `, ${attempts.length} attempts`
  const id = requestId === undefined ? '' : `, request ${requestId}`
  const reason = error === undefined ? '' : `: ${error.message.replaceAll('\n', ' ')}`
  lines.push(`${operation} ${outcome} in ${Math.round(elapsedMs)} ms${count}${id}${reason}`)
  const { stderr } = process
  // If the reader of a pipe is gone, an error event without a listener would end the process.
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => undefined)
  stderr.write(lines.map((line) => `edgegap: ${line}\n`).join(''))
}
