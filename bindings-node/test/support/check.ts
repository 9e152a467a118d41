/**
 * Compares what came of a call with what was expected and says every difference in words, as
 * `tests/rust/src/check.rs` does.
 */

import { inspect, isDeepStrictEqual } from 'node:util'

import type { Attempt, EdgegapError } from 'edgegap-sdk'

import { TOKEN, type Outcome } from './play.js'
import type { ExpectAttempt, ExpectError, Vector } from './vector.js'

const LONGEST_EXCERPT = 1024

/** Every difference between the outcome and the expectation. */
export function check(vector: Vector, outcome: Outcome): string[] {
  const { expect } = vector
  const found: string[] = []
  const note = (same: boolean, what: string, expected: unknown, got: unknown): void => {
    if (!same)
      found.push(
        `${what}\n    expected ${inspect(expected, { depth: null })}\n    got      ${inspect(got, { depth: null })}`,
      )
  }
  const equal = (what: string, expected: unknown, got: unknown): void => {
    note(isDeepStrictEqual(expected, got), what, expected, got)
  }

  if (expect.error !== undefined && outcome.error !== undefined) checkError(vector, expect.error, outcome.error, note)
  else note(expect.error === outcome.error, 'error', expect.error, outcome.error)
  if ((expect.error === undefined) === (outcome.error === undefined)) {
    if ('value' in expect)
      equal('value', expect.value, vector.drain === undefined ? outcome.value : (outcome.pages[0] ?? []))
    if (expect.items !== undefined) equal('items', expect.items, outcome.pages.flat())
    if (expect.pages !== undefined) equal('pages', expect.pages, outcome.pages)
    if (vector.drain === 'items' && expect.total !== undefined) equal('total', expect.total, outcome.total)
  }
  if (expect.page !== undefined && outcome.page !== undefined)
    equal('page', { total: undefined, ...expect.page }, outcome.page)
  if (expect.meta !== undefined) {
    const { status, request_id: id, headers = {}, attempts } = expect.meta
    if (status !== undefined) equal('meta.status', status, outcome.meta?.status)
    if (id !== undefined) equal('meta.requestId', id, outcome.meta?.requestId)
    for (const [name, value] of Object.entries(headers))
      equal(`meta.headers.${name}`, value, outcome.meta?.headers[name])
    if (attempts !== undefined)
      note(sameAttempts(attempts, outcome.meta?.attempts ?? []), 'meta.attempts', attempts, outcome.meta?.attempts)
  }
  for (const secret of [...(expect.nowhere ?? []), TOKEN]) {
    const at = outcome.shown.indexOf(secret)
    if (at >= 0) found.push(`${secret} must occur nowhere, found ${outcome.shown.slice(at, at + secret.length + 40)}`)
  }
  return found
}

function checkError(
  vector: Vector,
  expected: ExpectError,
  got: EdgegapError,
  note: (same: boolean, what: string, expected: unknown, got: unknown) => void,
): void {
  const equal = (what: string, expected: unknown, got: unknown): void => {
    note(isDeepStrictEqual(expected, got), what, expected, got)
  }
  equal('error.code', expected.kind, got.code)
  equal('error.status', expected.status, got.status)
  if (expected.request_id !== undefined) equal('error.requestId', expected.request_id, got.requestId)
  if (expected.retryable !== undefined) equal('error.retryable', expected.retryable, got.retryable)
  if (expected.maybe_applied !== undefined) equal('error.maybeApplied', expected.maybe_applied, got.maybeApplied)
  if (expected.attempts !== undefined)
    note(sameAttempts(expected.attempts, got.attempts), 'error.attempts', expected.attempts, got.attempts)
  for (const part of expected.message_contains ?? [])
    note(got.message.includes(part), 'error.message', part, got.message)
  if (expected.violations !== undefined) {
    const same =
      expected.violations.length === got.violations.length &&
      expected.violations.every(({ path, code, limit }, index) => {
        const violation = got.violations[index]
        return violation?.path === path && violation.code === code && (limit === undefined || violation.limit === limit)
      })
    note(same, 'error.violations', expected.violations, got.violations)
  }
  if (expected.retry_after_ms !== undefined) {
    const [least, most] = expected.retry_after_ms
    const wait = got.retryAfterMs ?? -1
    note(wait >= least && wait <= most, 'error.retryAfterMs', expected.retry_after_ms, wait)
  }
  if (expected.extra !== undefined) equal('error.extra', expected.extra, got.extra)
  if (expected.excerpt !== undefined) equal('error.excerpt', expected.excerpt, got.excerpt)
  for (const part of expected.excerpt_contains ?? [])
    note(got.excerpt?.includes(part) ?? false, 'error.excerpt', part, got.excerpt)
  const length = Buffer.byteLength(got.excerpt ?? '')
  note(length <= LONGEST_EXCERPT, 'length of error.excerpt', LONGEST_EXCERPT, length)
  if (expected.method !== undefined) equal('error.method', expected.method, got.method)
  if (expected.url_path !== undefined)
    equal('path of error.url', expected.url_path, got.url?.replace(/^\w+:\/\/[^/]*/, ''))
  // A client that could not be made has no operation to name.
  if (expected.kind !== 'configuration') equal('error.operation', vector.operation, got.operation)
}

function sameAttempts(expected: readonly (string | ExpectAttempt)[], got: readonly Attempt[]): boolean {
  return (
    expected.length === got.length &&
    (got[0]?.waitedMs ?? 0) === 0 &&
    expected.every((wanted, index) => {
      const { outcome, waited_ms: waited } = typeof wanted === 'string' ? { outcome: wanted } : wanted
      const attempt = got[index]
      return (
        attempt?.outcome === outcome &&
        (waited === undefined || (attempt.waitedMs >= waited[0] && attempt.waitedMs <= waited[1]))
      )
    })
  )
}
