/**
 * What happens when a signal is aborted. Any number of calls may share one, and Node warns of a leak at the eleventh listener, so a signal has one
 * listener here for all of them, and none after the last is over.
 */

import type { SignalLike } from './foreign.js'

/** What is to be done for one call. */
export type Act = () => void

interface Watch {
  readonly acts: Set<Act>
  readonly listener: Act
}

const watched = new WeakMap<SignalLike, Watch>()

/** Does this once the signal is aborted, unless it is told to forget it. False: the signal takes no listener. */
export function watch(signal: SignalLike, act: Act): boolean {
  const known = watched.get(signal)
  if (known !== undefined) {
    known.acts.add(act)
    return true
  }
  const acts = new Set([act])
  const listener = (): void => {
    unwatch(signal, listener)
    for (const act of acts) act()
  }
  try {
    signal.addEventListener('abort', listener)
  } catch {
    return false
  }
  watched.set(signal, { acts, listener })
  return true
}

/** Does it no longer. */
export function forget(signal: SignalLike, act: Act): void {
  const known = watched.get(signal)
  if (known?.acts.delete(act) === true && known.acts.size === 0) unwatch(signal, known.listener)
}

function unwatch(signal: SignalLike, listener: Act): void {
  watched.delete(signal)
  try {
    signal.removeEventListener('abort', listener)
  } catch {
    // It stays, and finds nothing to do.
  }
}
