/**
 * Values that come from outside. They may be of another realm, a vm context or the sandbox of a test runner, or of a
 * library that has classes of its own, so that nothing here asks with `instanceof`. Their getters are code of others and
 * may throw.
 */

import { types } from 'node:util'

/** What is needed of a signal: an `AbortSignal`, of whichever realm or library. */
export interface SignalLike {
  /** Whether it was aborted. */
  readonly aborted: boolean
  /** Why it was aborted, where it says so. */
  readonly reason?: unknown
  /** Has a function called when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void
  /** Has it called no longer. */
  removeEventListener(type: 'abort', listener: () => void): void
}

type Members = Readonly<Record<string, unknown>>

/** Whether a value has members. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** A member of a value; undefined for one that cannot be read. */
export function peek(value: unknown, name: string): unknown {
  try {
    return isObject(value) ? (value as Members)[name] : undefined
  } catch {
    return undefined
  }
}

/** Whether this is a signal. */
export function isSignal(value: unknown): value is SignalLike {
  return (
    typeof peek(value, 'aborted') === 'boolean' &&
    typeof peek(value, 'addEventListener') === 'function' &&
    typeof peek(value, 'removeEventListener') === 'function'
  )
}

/** Whether this promises something. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof peek(value, 'then') === 'function'
}

/** Whether these are bytes. */
export function isBytes(value: unknown): value is Uint8Array {
  return types.isUint8Array(value)
}

/** The text of a URL object; undefined for anything else. */
export function textOfUrl(value: object): string | undefined {
  const text = peek(value, 'href')
  // Links of a document have the first two as well, and objects of `url.parse` all but the last.
  const isUrl = typeof text === 'string' && typeof peek(value, 'protocol') === 'string' && isObject(peek(value, 'searchParams'))
  return isUrl ? text : undefined
}

/** What was thrown, in words. */
export function messageOf(thrown: unknown): string {
  const message = peek(thrown, 'message')
  if (typeof message === 'string') return message
  try {
    return String(thrown)
  } catch {
    return 'something that has no text'
  }
}

/** Where it was thrown, if it says so. */
export function stackOf(thrown: unknown): string | undefined {
  const stack = peek(thrown, 'stack')
  return typeof stack === 'string' ? stack : undefined
}
