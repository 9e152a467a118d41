/**
 * Actions to run when a signal is aborted. Any number of calls may share a signal, and Node warns
 * of a leak at the eleventh listener. So each signal has one listener for all calls, which is
 * removed after the last of them.
 */

import type { SignalLike } from './foreign.js'

/** Aborts one call. */
export type Action = () => void

interface Watch {
  readonly actions: Set<Action>
  readonly listener: Action
}

const watches = new WeakMap<SignalLike, Watch>()

/** Runs the action once the signal is aborted. Returns false if the signal rejects listeners. */
export function watch(signal: SignalLike, action: Action): boolean {
  const existing = watches.get(signal)
  if (existing !== undefined) {
    existing.actions.add(action)
    return true
  }
  const actions = new Set([action])
  const listener = (): void => {
    remove(signal, listener)
    for (const action of actions) action()
  }
  try {
    signal.addEventListener('abort', listener)
  } catch {
    return false
  }
  watches.set(signal, { actions, listener })
  return true
}

/** Stops watching the signal for this action. */
export function unwatch(signal: SignalLike, action: Action): void {
  const existing = watches.get(signal)
  if (existing?.actions.delete(action) === true && existing.actions.size === 0) remove(signal, existing.listener)
}

function remove(signal: SignalLike, listener: Action): void {
  watches.delete(signal)
  try {
    signal.removeEventListener('abort', listener)
  } catch {
    // The listener stays, and has no actions to run.
  }
}
