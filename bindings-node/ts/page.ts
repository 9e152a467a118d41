/** Pages of a list. */

import type { RawPage } from './envelope.js'
import { entries, isLiteral, readProperty } from './json.js'
import type { Meta } from './meta.js'
import type { PendingCall } from './native/queue.js'
import type { Reply } from './reply.js'

/** A page of a list. */
export interface Page<T> {
  /** The items of the page. */
  readonly items: T[]
  /** Number of the page, from 1. */
  readonly number: number
  /** Number of items on all pages, if the service reports it. */
  readonly total?: number
  /** True if there is another page. */
  readonly hasMore: boolean
  /** Response metadata. */
  readonly meta: Meta
}

/**
 * Makes the call for the page at a cursor, or the first page. `onPending` receives its handle. The
 * page has at most `size` items, unless the program chose its pages itself.
 */
export type FetchPage<T> = (
  cursor: string | undefined,
  onPending?: (call: PendingCall) => void,
  size?: number,
) => Promise<Reply<T[]>>

/** Number of items of a page if the program does not say. */
const USUAL_SIZE = 100

/**
 * The query of a list, for pages of this size. It stays as it is if pages have no more items
 * anyway, if the program chose a page or a size, and if the core has to report it.
 */
export function withPageSize(query: unknown, size: number | undefined): unknown {
  if (size === undefined || size >= USUAL_SIZE) return query
  if (query === undefined) return { limit: size }
  const isOpen = isLiteral(query) && ['page', 'limit'].every((name) => readProperty(query, name) === undefined)
  return isOpen ? { ...Object.fromEntries(entries(query)), limit: size } : query
}

/** Reads a page, and the cursor of the next one, from a reply. */
export function toPage<T>(reply: Reply<T[]>): { page: Page<T>; cursor: string | undefined } {
  const { number = 1, total, cursor }: Partial<RawPage> = reply.page ?? {}
  const page = { items: reply.value, number, hasMore: cursor !== undefined, meta: reply.meta }
  return { page: total === undefined ? page : { ...page, total }, cursor }
}
