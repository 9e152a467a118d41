/** Warnings of the process, for suspicious conditions that are not errors. */

/** Emits a warning. It never throws, even if a program replaced `process.emitWarning`. */
export function warn(message: string, code: string, detail?: string): void {
  try {
    // A string, because Node rejects errors of another realm.
    process.emitWarning(message, detail === undefined ? { code } : { code, detail })
  } catch {
    // A warning must not change the outcome of a call.
  }
}
