/** What crosses the boundary, in the form of `tests/contract/boundary.md`. */

import type { ErrorKind } from './generated/error-kind.js'

/** One HTTP exchange. */
export interface RawAttempt {
  outcome: string
  waited_ms: number
}

/** How a reply came about. */
export interface RawMeta {
  status: number
  request_id?: string
  headers: Record<string, string>
  attempts: RawAttempt[]
}

/** Where a list stands. */
export interface RawPage {
  number: number
  total?: number
  cursor?: string
}

/** One thing that is wrong with the arguments. */
export interface RawViolation {
  path: string
  code: string
  message: string
  limit?: number
}

/** An error. */
export interface Envelope {
  kind: ErrorKind
  message: string
  operation?: string
  status?: number
  request_id?: string
  retryable: boolean
  maybe_applied: boolean
  attempts: RawAttempt[]
  elapsed_ms: number
  retry_after_ms?: number
  violations?: RawViolation[]
  extra?: Record<string, unknown>
  excerpt?: string
  method?: string
  url?: string
}

/** An error that this side of the boundary found. */
export function envelope(kind: ErrorKind, message: string, operation?: string): Envelope {
  const made: Envelope = { kind, message, retryable: false, maybe_applied: false, attempts: [], elapsed_ms: 0 }
  if (operation !== undefined) made.operation = operation
  return made
}

/** The error of an argument that never gets as far as the core. */
export function refusal(operation: string, path: string, message: string): Envelope {
  return { ...envelope('validation', `${operation}: ${path}: ${message}`, operation), violations: [{ path, code: 'wrong_type', message }] }
}
