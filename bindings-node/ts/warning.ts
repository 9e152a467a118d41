/** Warnings of the process, for what is odd and no error. */

/** Says it to whoever runs the process. It never throws, whoever stands in for `emitWarning`: a warning changes nothing. */
export function warn(text: string, code: string, detail?: string): void {
  try {
    // Text and no error: those of another realm are refused there.
    process.emitWarning(text, detail === undefined ? { code } : { code, detail })
  } catch {
    // There is nobody to tell.
  }
}
