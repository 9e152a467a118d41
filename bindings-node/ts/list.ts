/** Lists that read their pages on demand. */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { Items, Pages } from './iterator.js'
import type { FetchPage, Page } from './page.js'
import type { Reply } from './reply.js'

/**
 * The items of a list operation. Pages are read on demand, with one page in memory at a time. Each
 * loop starts again at the first page.
 *
 * @example
 * ```ts
 * for await (const version of client.versions.list('my-game')) console.log(version.name)
 * ```
 *
 * Deleting while listing moves later items to earlier pages, so some are skipped. Collect first:
 * ```ts
 * for (const { name } of await client.versions.list('my-game').toArray()) {
 *   await client.versions.delete('my-game', name)
 * }
 * ```
 */
export class List<T> implements AsyncIterable<T> {
  readonly #operation: string
  readonly #fetch: FetchPage<T>
  #total: number | undefined
  #isRead = false
  /** The first page, if it was read for the total only. */
  #unused: Reply<T[]> | undefined

  /** @internal */
  constructor(operation: string, fetch: FetchPage<T>) {
    this.#operation = operation
    this.#fetch = async (cursor, onPending) => {
      const reply = await fetch(cursor, onPending)
      this.#isRead = true
      this.#total = reply.page?.total ?? this.#total
      return reply
    }
  }

  /** Iterates over the items. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Items(this.#pages())
  }

  /** Iterates over the pages, each with its number, the total if known, and response metadata. */
  pages(): AsyncIterableIterator<Page<T>> {
    return this.#pages()
  }

  /**
   * The number of items on all pages; undefined if the service does not report it. Reads the first
   * page unless a page was read before. The next loop uses that page.
   */
  async total(): Promise<number | undefined> {
    if (!this.#isRead) this.#unused = await this.#fetch(undefined)
    return this.#total
  }

  /** Returns all items, or the first `limit`. */
  async toArray(options: { readonly limit?: number | null | undefined } = {}): Promise<T[]> {
    if (typeof options !== 'object' || (options as unknown) === null) {
      throw this.#invalid('toArray options', 'must be an object: { limit: 10 }')
    }
    const limit = options.limit ?? Infinity
    if (typeof limit !== 'number' || !(limit >= 0)) {
      throw this.#invalid('toArray limit', 'must be a number, 0 or more')
    }
    const items: T[] = []
    if (limit < 1) return items
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }

  #invalid(name: string, message: string): Error {
    return toError(validationEnvelope(this.#operation, name, message), this.toArray)
  }

  #pages(): Pages<T> {
    return new Pages(async (cursor, onPending) => {
      const unused = cursor === undefined ? this.#unused : undefined
      // `await` keeps this frame in the stack of an error.
      if (unused === undefined) return await this.#fetch(cursor, onPending)
      this.#unused = undefined
      return unused
    })
  }
}
