/**
 * What happens when a signal is aborted. Any number of calls may share one, and Node warns of a leak at the eleventh listener, so a signal has one
 * listener here for all of them, and none after the last is over.
 */

/** What is to be done for one call. */
export type Act = () => void

interface Watch {
  readonly acts: Set<Act>
  readonly listener: Act
}

const watched = new WeakMap<AbortSignal, Watch>()

/** Does this once the signal is aborted, unless it is told to forget it. */
export function watch(signal: AbortSignal, act: Act): void {
  const known = watched.get(signal)
  if (known !== undefined) {
    known.acts.add(act)
    return
  }
  const acts = new Set([act])
  const listener = (): void => {
    watched.delete(signal)
    for (const act of acts) act()
  }
  watched.set(signal, { acts, listener })
  signal.addEventListener('abort', listener, { once: true })
}

/** Does it no longer. */
export function forget(signal: AbortSignal, act: Act): void {
  const known = watched.get(signal)
  if (known?.acts.delete(act) !== true || known.acts.size > 0) return
  watched.delete(signal)
  signal.removeEventListener('abort', known.listener)
}
