/**
 * The function that native code calls when there are completions. Native code keeps this function
 * and its scope for ever. In a test runner that loads all modules anew for each test file, that
 * would keep every copy in memory. So the function belongs to this module, which refers to no
 * other, and reaches the callback strongly only while calls are pending.
 */

/** A wake-up function for native code, and control over its reference to the callback. */
export interface WakeUp {
  /** Calls the callback, unless it was garbage-collected. */
  readonly wake: () => void
  /** Keeps the callback alive. */
  hold(callback: () => void): void
  /** Allows the callback to be garbage-collected. */
  release(): void
}

/** A wake-up that calls `callback`, and refers to it weakly unless `hold` was called. */
export function createWakeUp(callback: () => void): WakeUp {
  const weak = new WeakRef(callback)
  // Closures of one scope share all variables that any of them uses: none may use `callback`.
  let held: (() => void) | undefined
  return {
    wake: () => (held ?? weak.deref())?.(),
    hold: (target) => {
      held = target
    },
    release: () => {
      held = undefined
    },
  }
}
