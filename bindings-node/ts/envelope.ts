/** JSON values of the boundary, in the form of `tests/contract/boundary.md`. */

import type { ErrorKind } from './generated/error-kind.js'

/** One HTTP exchange. */
export interface RawAttempt {
  outcome: string
  waited_ms: number
}

/** What an `ensure` did. */
export interface RawChange {
  action: 'created' | 'updated' | 'unchanged'
  fields: string[]
  not_compared: string[]
}

/** Response metadata. */
export interface RawMeta {
  status: number
  request_id?: string
  headers: Record<string, string>
  attempts: RawAttempt[]
  change?: RawChange
}

/** Position within a paginated list. */
export interface RawPage {
  number: number
  total?: number
  cursor?: string
}

/** One invalid argument. */
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

/** Creates the envelope of an error that is detected in TypeScript. */
export function createEnvelope(kind: ErrorKind, message: string, operation?: string): Envelope {
  const envelope = { kind, message, retryable: false, maybe_applied: false, attempts: [], elapsed_ms: 0 }
  return operation === undefined ? envelope : { ...envelope, operation }
}

/** Creates the envelope of an invalid argument that is not passed to the core. */
export function validationEnvelope(operation: string, path: string, message: string, code = 'wrong_type'): Envelope {
  const violations = [{ path, code, message }]
  return { ...createEnvelope('validation', `${operation}: ${path}: ${message}`, operation), violations }
}
