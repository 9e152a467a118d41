/**
 * The pending calls of this environment (the main thread or a worker): the native side has the
 * tickets, this module the function that settles each call.
 *
 * Invariant: a ticket is in `pending` until its completion is drained, and completions are drained
 * in the turn of the event loop that they wake.
 */

import { addon } from './addon.js'
import type { Completion, NativeClient, NativeQueue } from './types.js'

/** Receives the completion of a call. */
export type Settle = (completion: Completion) => void

/** A handle to a call that has not completed. */
export interface PendingCall {
  /** Cancels the call, which then rejects with a `CancelledError`. */
  cancel(): void
}

const pending = new Map<number, Settle>()
let queue: NativeQueue | undefined

/** Starts a call and returns its ticket. No call is settled before this returns. */
export function submit(client: NativeClient, operation: string, args: string, options: string, settle: Settle): number {
  queue ??= new addon.Queue()
  const ticket = queue.submit(client, operation, args, options, drain)
  pending.set(ticket, settle)
  return ticket
}

/** Cancels a call, which then fails with kind `cancelled`. Has no effect on a completed call. */
export function cancel(ticket: number): void {
  queue?.cancel(ticket)
}

function drain(): void {
  if (queue === undefined) return
  for (const completion of queue.drain()) {
    const settle = pending.get(completion[0])
    pending.delete(completion[0])
    settle?.(completion)
  }
}
