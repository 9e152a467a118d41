/** What a client tells of its calls, to a function of the user and to standard error. Nothing in it is a secret. */

import { variable } from './environment.js'
import type { EdgegapError } from './error.js'
import { isThenable, messageOf, stackOf } from './foreign.js'
import type { Attempt } from './meta.js'
import { warn } from './warning.js'

/** A call that is over. Of a list, every page is one. */
export interface CallEvent {
  /** Id of the operation, `versions.create`. */
  readonly operation: string
  /** How long it took, retries and waits included, in milliseconds. */
  readonly elapsedMs: number
  /** HTTP status of the last answer, if there was one. */
  readonly status?: number | undefined
  /** The service's id of the request. */
  readonly requestId?: string | undefined
  /** Every HTTP exchange, in order. */
  readonly attempts: readonly Attempt[]
  /** Why it failed; none: it worked. */
  readonly error?: EdgegapError
}

/** Is told of every call that is over, before whoever waits for it. A promise that it returns and that rejects is a warning. */
export type Listener = (event: CallEvent) => unknown

/** How much is written to standard error: failures, every call, every exchange too. */
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

/**
 * Who is to be told: the user's function, standard error as `EDGEGAP_LOG` says, both or nobody. What goes wrong there is a
 * warning of the process, and never changes what the call comes to.
 */
export function listener(own: Listener | undefined): Listener | undefined {
  const word = (variable('EDGEGAP_LOG') ?? '').toLowerCase()
  const level = Object.hasOwn(LEVELS, word) ? LEVELS[word] : 'info'
  if (level === undefined) return own === undefined ? undefined : careful(own)
  const written = careful((event) => {
    write(event, level)
  })
  if (own === undefined) return written
  const told = careful(own)
  return (event) => {
    written(event)
    told(event)
  }
}

function careful(own: Listener): Listener {
  return (event) => {
    try {
      const promised = own(event)
      // An async function is a listener too, and what it throws comes later. Its promise may be of any library.
      if (isThenable(promised)) void later(promised)
    } catch (error) {
      complain(error)
    }
  }
}

async function later(promised: PromiseLike<unknown>): Promise<void> {
  try {
    await promised
  } catch (error) {
    complain(error)
  }
}

function complain(error: unknown): void {
  warn(messageOf(error), 'EDGEGAP_LISTENER', stackOf(error))
}

function write(event: CallEvent, level: Level): void {
  const { operation, attempts, elapsedMs, error } = event
  if (level === 'error' && error === undefined) return
  const lines =
    level === 'debug'
      ? attempts.map((attempt, index) => `${operation} attempt ${index + 1}: ${attempt.outcome}, after ${attempt.waitedMs} ms`)
      : []
  const outcome = error === undefined ? String(event.status) : `${error.code}${error.status === undefined ? '' : ` ${error.status}`}`
  const tries = attempts.length === 1 ? '' : `, ${attempts.length} attempts`
  const id = event.requestId === undefined ? '' : `, request ${event.requestId}`
  lines.push(
    `${operation} ${outcome} in ${Math.round(elapsedMs)} ms${tries}${id}${error === undefined ? '' : `: ${error.message.replaceAll('\n', ' ')}`}`,
  )
  const { stderr } = process
  // Where nobody reads it any more, an error event without a listener would end the process.
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => undefined)
  stderr.write(lines.map((line) => `edgegap: ${line}\n`).join(''))
}
