/** Pages of a list. */

import type { RawPage } from './envelope.js'
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

/** Makes the call for the page at a cursor, or the first page. `onPending` receives its handle. */
export type FetchPage<T> = (cursor: string | undefined, onPending?: (call: PendingCall) => void) => Promise<Reply<T[]>>

/** Reads a page, and the cursor of the next one, from a reply. */
export function toPage<T>(reply: Reply<T[]>): { page: Page<T>; cursor: string | undefined } {
  const { number = 1, total, cursor }: Partial<RawPage> = reply.page ?? {}
  const page = { items: reply.value, number, hasMore: cursor !== undefined, meta: reply.meta }
  return { page: total === undefined ? page : { ...page, total }, cursor }
}
