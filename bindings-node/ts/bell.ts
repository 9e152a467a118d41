/**
 * What native code calls when there is something to fetch. Native code keeps a function, its scope and everything that
 * this scope knows for ever; that would be all modules of a test file in a test runner that loads them anew for each. So
 * the function is of this module, which knows nothing, and finds its way to the others while they have something to do.
 */

/** A function for native code, and what holds the other end. */
export interface Bell {
  /** Calls the function that is held, or that is still there. */
  readonly ring: () => void
  /** Holds the function. */
  hold(heard: () => void): void
  /** Lets go of it. */
  release(): void
}

/** A bell that is heard by a function, which is held when it is told to and else is not. */
export function bell(heard: () => void): Bell {
  const weak = new WeakRef(heard)
  // Functions of one scope share all that any of them knows: none may know the parameter.
  let held: (() => void) | undefined
  return {
    ring: () => (held ?? weak.deref())?.(),
    hold: (again) => {
      held = again
    },
    release: () => {
      held = undefined
    },
  }
}
