/** Lists that read their pages on demand. */

import { validationEnvelope } from './envelope.js'
import { toError } from './failure.js'
import { Items, Pages } from './iterator.js'
import { describeNonObject } from './json.js'
import { OPTIONS } from './names.js'
import { readOptions } from './options.js'
import type { FetchPage, Page } from './page.js'
import type { Reply } from './reply.js'

/**
 * The items of a list operation. Pages are read on demand, with one page in memory at a time. Each
 * loop starts again at the first page. It is neither an array nor a promise: `await` has no effect
 * on it, and methods that only an array has throw a `TypeError` that says what to do.
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
    this.#fetch = async (cursor, onPending, size) => {
      const reply = await fetch(cursor, onPending, size)
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

  /**
   * Returns the first item; undefined if the list is empty. Reads a page of one item, unless a page
   * or its `limit` was chosen, or `total` has read a page.
   */
  async first(): Promise<T | undefined> {
    for await (const item of new Items(this.#pages(1))) return item
    return undefined
  }

  /**
   * Returns all items as an array, or the first `limit`. Pages after the last item are not read. A
   * `limit` below 100 is also the size of the pages, unless a page or its `limit` was chosen, or
   * `total` has read a page.
   *
   * @throws `ValidationError` unless `limit` is an integer, 0 or more, and the only option.
   */
  async collect(options: { readonly limit?: number | null | undefined } = {}): Promise<T[]> {
    const limit = this.#readLimit(options)
    const items: T[] = []
    if (limit === 0) return items
    for await (const item of new Items(this.#pages(limit))) {
      items.push(item)
      if (items.length >= limit) break
    }
    return items
  }

  /** String for `JSON.stringify`, which says how to read the list: the items are not read yet. */
  toJSON(): string {
    return `List { ${this.#operation}: use \`for await\` or \`await list.collect()\` }`
  }

  /** String for `console.log`, which says how to read the list. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toJSON()
  }

  static {
    refuseArrayUse(this.prototype, (list) => list.#operation)
  }

  /** The limit of `collect`; infinity if there is none. */
  #readLimit(options: unknown): number {
    const fail = (name: string, message: string, code?: string): Error =>
      toError(validationEnvelope(this.#operation, `collect ${name}`, message, code), this.collect)
    const actual = describeNonObject(options)
    if (actual !== undefined) throw fail('options', `must be an object: { limit: 10 }, not ${actual}`)
    let limit: unknown = Infinity
    for (const [name, value] of readOptions(options as object, ['limit'])) {
      if (name !== 'limit') throw fail(name, explainUnknown(name), 'unknown')
      limit = value
    }
    if (limit === Infinity || (Number.isInteger(limit) && (limit as number) >= 0)) return limit as number
    throw fail('limit', 'must be an integer, 0 or more')
  }

  /** The pages for a reader of at most `size` items. */
  #pages(size?: number): Pages<T> {
    let pageSize = size
    return new Pages(async (cursor, onPending) => {
      const unused = cursor === undefined ? this.#unused : undefined
      // `await` keeps this frame in the stack of an error.
      if (unused === undefined) return await this.#fetch(cursor, onPending, pageSize)
      this.#unused = undefined
      // The next page has to begin where this one ends.
      pageSize = undefined
      return unused
    })
  }
}

/** The message for an option that `collect` does not have. */
function explainUnknown(name: string): string {
  const isOfList = ['page', 'fields', 'signal'].includes(name) || Object.hasOwn(OPTIONS, name)
  if (isOfList) return 'is not an option of `collect`: pass it to the method that returned the list'
  return 'is not an option of `collect`; did you mean `limit`?'
}

const ADVICE = 'Use `for await (const item of list)`, or `const items = await list.collect()`'

/**
 * Makes the methods that only arrays have, and item 0, throw a `TypeError`. The type does not have
 * them. A program without types would otherwise silently see an object without items, most often
 * after an `await`, which has no effect on a list. `length` is undefined: test runners and loggers
 * read it of every object. A program can assign all of them, as mocks do.
 */
function refuseArrayUse<L extends object>(prototype: L, operation: (list: L) => string): void {
  const createRefused = (what: string): ((this: L) => never) => {
    return function refused(this: L): never {
      const message = `${operation(this)} returns a list that reads its pages on demand, not an array: it ${what}`
      const error = new TypeError(`${message}. ${ADVICE}`)
      Error.captureStackTrace(error, refused)
      throw error
    }
  }
  const refuse = (name: string | symbol, what: string): void => {
    Object.defineProperty(prototype, name, { value: createRefused(what), configurable: true, writable: true })
  }
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (name !== 'length' && !(name in prototype)) refuse(name, `has no \`${name}\``)
  }
  refuse(Symbol.iterator, 'cannot be read or spread without `await`')
  Object.defineProperty(prototype, '0', {
    get: createRefused('has no item 0; `await list.first()` is the first item'),
    set(this: L, value: unknown) {
      Object.defineProperty(this, '0', { value, configurable: true, enumerable: true, writable: true })
    },
    configurable: true,
  })
}
