/** Lists, which page by themselves. */

import type { Args, Caller, Flight } from './caller.js'
import { refusal, type RawPage } from './envelope.js'
import { failure } from './failure.js'
import { Items, Pages, type PageReader } from './iterator.js'
import type { Meta } from './meta.js'
import type { CallOptions } from './options.js'
import type { Reply } from './reply.js'

/** A page of a list. */
export interface Page<T> {
  /** What is on it. */
  readonly items: T[]
  /** Its number, from 1. */
  readonly number: number
  /** Items on all pages, where the service says so. */
  readonly total?: number
  /** Whether there is a page after it. */
  readonly hasMore: boolean
  /** How its answer came about. */
  readonly meta: Meta
}

/**
 * The items of a list operation, read page by page as they are asked for, one page in memory at a time. Each loop begins anew.
 *
 * @example
 * ```ts
 * for await (const version of client.versions.list('my-game')) console.log(version.name)
 * ```
 *
 * Deleting while listing moves the items behind to earlier pages, so some are never seen. Collect first:
 * ```ts
 * for (const version of await client.versions.list('my-game').toArray()) await client.versions.delete('my-game', version.name)
 * ```
 */
export class List<T> implements AsyncIterable<T> {
  readonly #caller: Caller
  readonly #operation: string
  readonly #args: Args
  readonly #options: CallOptions | undefined
  #total: number | undefined
  #isRead = false
  /** A page that was read for its total and that nobody has seen. */
  #unseen: Reply<T[]> | undefined

  /** @internal */
  constructor(caller: Caller, operation: string, args: Args, options: CallOptions | undefined) {
    this.#caller = caller
    this.#operation = operation
    this.#args = args
    this.#options = options
  }

  /** Item by item. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Items(new Pages((cursor, under) => this.#read(cursor, under)))
  }

  /** Page by page, each with its number, the total where the service says so, and how its answer came about. */
  pages(): AsyncIterableIterator<Page<T>> {
    return new Pages((cursor, under) => this.#read(cursor, under))
  }

  /**
   * How many items there are on all pages; undefined where the service does not say. It reads the first page if none was read, which the next loop
   * then begins with.
   */
  async total(): Promise<number | undefined> {
    if (!this.#isRead) this.#unseen = await this.#ask(undefined)
    return this.#total
  }

  /** All items, or the first `limit`. */
  async toArray(options: { readonly limit?: number | null | undefined } = {}): Promise<T[]> {
    if (typeof options !== 'object' || (options as unknown) === null) {
      throw failure(refusal(this.#operation, 'toArray options', 'must be an object: { limit: 10 }'), this.toArray)
    }
    const limit = options.limit ?? Infinity
    if (typeof limit !== 'number' || !(limit >= 0)) {
      throw failure(refusal(this.#operation, 'toArray limit', 'must be a number, 0 or more'), this.toArray)
    }
    const items: T[] = []
    if (limit < 1) return items
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }

  readonly #read: PageReader<T> = async (cursor, under) => {
    const unseen = cursor === undefined ? this.#unseen : undefined
    if (unseen !== undefined) this.#unseen = undefined
    return page(unseen ?? (await this.#ask(cursor, under)))
  }

  async #ask(cursor: string | undefined, under?: (flight: Flight) => void): Promise<Reply<T[]>> {
    const args = cursor === undefined ? this.#args : { ...this.#args, cursor }
    const reply = await this.#caller.reply<T[]>(this.#operation, args, this.#options, under)
    this.#isRead = true
    this.#total = reply.page?.total ?? this.#total
    return reply
  }
}

function page<T>(reply: Reply<T[]>): { page: Page<T>; cursor: string | undefined } {
  const { number = 1, total, cursor }: Partial<RawPage> = reply.page ?? {}
  const made = { items: reply.value, number, hasMore: cursor !== undefined, meta: reply.meta }
  return { page: total === undefined ? made : { ...made, total }, cursor }
}
