/**
 * The calls of this environment, the main thread or a worker: tickets on the native side, and here who waits for each.
 *
 * Invariant: a ticket is in `waiting` until its completion is fetched, and completions are fetched in the turn of the event loop in which they
 * wake it.
 */

import { addon } from './addon.js'
import { bell } from './bell.js'
import type { Completion, NativeClient, NativeQueue } from './native.js'

/** Is given what a call came to. */
export type Settle = (done: Completion) => void

const waiting = new Map<number, Settle>()
let queue: NativeQueue | undefined
const { ring, hold, release } = bell(drain)

/** Begins a call and gives its ticket. Nothing is settled before this returns. */
export function submit(client: NativeClient, operation: string, args: string, options: string, settle: Settle): number {
  queue ??= new addon.Queue(ring)
  const ticket = queue.submit(client, operation, args, options)
  if (waiting.size === 0) hold(drain)
  waiting.set(ticket, settle)
  return ticket
}

/** Ends a call, which comes to an error of kind `cancelled`. One that is over stays as it is. */
export function cancel(ticket: number): void {
  queue?.cancel(ticket)
}

function drain(): void {
  if (queue === undefined) return
  for (const done of queue.drain()) {
    const settle = waiting.get(done[0])
    waiting.delete(done[0])
    settle?.(done)
  }
  if (waiting.size === 0) release()
}
