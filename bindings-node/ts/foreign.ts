/**
 * Inspection of values from outside. They may be of another realm (a vm context, the sandbox of a
 * test runner) or of a library with its own classes, so no function here uses `instanceof`. Their
 * getters are foreign code and may throw.
 */

import { types } from 'node:util'

/** The part of `AbortSignal` that is used; signals of any realm or library have it. */
export interface SignalLike {
  /** True if the signal was aborted. */
  readonly aborted: boolean
  /** Reason of the abort, if the implementation provides it. */
  readonly reason?: unknown
  /** Adds a function to call when the signal is aborted. */
  addEventListener(type: 'abort', listener: () => void): void
  /** Removes the function. */
  removeEventListener(type: 'abort', listener: () => void): void
}

/** True unless the value is `undefined` or `null`: forms, files and absent variables yield both. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** True for a blank string, which a form yields for an empty field. */
export function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

/** True if the value has properties. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Reads a property; undefined if it cannot be read. */
export function peek(value: unknown, name: string): unknown {
  try {
    return isObject(value) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
  } catch {
    return undefined
  }
}

/** True if the value is an abort signal. */
export function isSignal(value: unknown): value is SignalLike {
  const methods = ['addEventListener', 'removeEventListener']
  return typeof peek(value, 'aborted') === 'boolean' && methods.every((name) => typeof peek(value, name) === 'function')
}

/** True if the value is a promise or another thenable. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof peek(value, 'then') === 'function'
}

/** The bytes of a buffer or of a view of single bytes; undefined for any other value. */
export function getBytes(value: object): ArrayBufferView | undefined {
  if (types.isAnyArrayBuffer(value)) return new DataView(value)
  const isView = types.isUint8Array(value) || types.isUint8ClampedArray(value) || types.isDataView(value)
  return isView ? value : undefined
}

/** The string form of a URL object; undefined for any other object. */
export function getHref(value: object): string | undefined {
  const href = peek(value, 'href')
  // DOM links have the first two as well, and results of `url.parse` all but the last.
  const isUrl = typeof peek(value, 'protocol') === 'string' && isObject(peek(value, 'searchParams'))
  return isUrl && typeof href === 'string' ? href : undefined
}

/** The message of a thrown value. */
export function getMessage(thrown: unknown): string {
  const message = peek(thrown, 'message')
  if (typeof message === 'string') return message
  try {
    return String(thrown)
  } catch {
    return 'a value that cannot be converted to a string'
  }
}

/** The stack of a thrown value, if it has one. */
export function getStack(thrown: unknown): string | undefined {
  const stack = peek(thrown, 'stack')
  return typeof stack === 'string' ? stack : undefined
}
