/** Lists that read their pages on demand. */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { Items, Pages } from './iterator.js'
import type { FetchPage, Page } from './page.js'
import type { Reply } from './reply.js'

/**
 * The items of a list operation. Pages are read on demand, with one page in memory at a time. Each
 * loop starts again at the first page. It is neither an array nor a promise: `await` has no effect
 * on it, and what only an array has throws a `TypeError` that says what to do.
 *
 * @example
 * ```ts
 * for await (const version of client.versions.list('my-game')) console.log(version.name)
 * const versions = await client.versions.list('my-game').collect() // an array
 * ```
 *
 * Deleting while listing moves later items to earlier pages, so some are skipped. Collect first:
 * ```ts
 * for (const { name } of await client.versions.list('my-game').collect()) {
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

  /** Returns the first item; undefined if the list is empty. Reads no further than its page. */
  async first(): Promise<T | undefined> {
    for await (const item of this) return item
    return undefined
  }

  /**
   * Returns all items as an array, or the first `limit`. Pages after the last item are not read.
   *
   * @throws `ValidationError` unless `limit` is an integer, 0 or more.
   */
  async collect(options: { readonly limit?: number | null | undefined } = {}): Promise<T[]> {
    if (typeof options !== 'object' || (options as unknown) === null) {
      throw this.#invalid('collect options', 'must be an object: { limit: 10 }')
    }
    const limit = options.limit ?? Infinity
    if (limit !== Infinity && !(Number.isInteger(limit) && limit >= 0)) {
      throw this.#invalid('collect limit', 'must be an integer, 0 or more')
    }
    const items: T[] = []
    if (limit === 0) return items
    for await (const item of this) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }

  /** String for `console.log`, which says how to read the list. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `List { ${this.#operation}: use \`for await\` or \`await list.collect()\` }`
  }

  static {
    refuseArrayUse(this.prototype, (list) => list.#operation)
  }

  #invalid(name: string, message: string): Error {
    return toError(validationEnvelope(this.#operation, name, message), this.collect)
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

const ADVICE = 'Use `for await (const item of list)`, or `const items = await list.collect()`'

/**
 * Makes the properties that only arrays have throw a `TypeError`. The type does not have them. A
 * program without types would otherwise silently see an object without items, most often after an
 * `await`, which has no effect on a list.
 */
function refuseArrayUse<L extends object>(prototype: L, operation: (list: L) => string): void {
  const refuse = (name: string | symbol, what: string, kind: 'get' | 'value'): void => {
    function refused(this: L): never {
      const message = `${operation(this)} returns a list that reads its pages on demand, not an array: it ${what}`
      const error = new TypeError(`${message}. ${ADVICE}`)
      Error.captureStackTrace(error, refused)
      throw error
    }
    Object.defineProperty(prototype, name, { [kind]: refused, configurable: true })
  }
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (!(name in prototype)) refuse(name, `has no \`${name}\``, 'value')
  }
  refuse('length', 'has no `length`; `await list.total()` is the number of items, if the service reports it', 'get')
  refuse('0', 'has no item 0; `await list.first()` is the first item', 'get')
  refuse(Symbol.iterator, 'cannot be read or spread without `await`', 'value')
  refuse('toJSON', 'has no JSON', 'value')
}
