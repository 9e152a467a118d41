/** Writes the results of a run to a file, in the form of `tests/rust/src/parity.rs`. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The result of one vector, or of one call under one fault. */
export interface Entry {
  readonly operation: string
  readonly vector?: string
  readonly fault?: string
  readonly surface: 'typed'
  readonly passed: boolean
}

/** Writes the results, sorted so that equal runs create equal files. */
export function write(path: string, entries: readonly Entry[]): void {
  const key = ({ operation, vector, fault }: Entry): string => `${operation} ${vector ?? fault}`
  const results = entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify({ language: 'node', results }, null, 2) + '\n')
}
