/**
 * The loops over a list. They are no generators, because `return` has to end a page that is being read, and because after an error the same page
 * can be asked for again.
 */

import type { Flight } from './caller.js'
import type { Page } from './list.js'

/** Reads the page at a cursor, the first without one, and says what is under way meanwhile. */
export type PageReader<T> = (
  cursor: string | undefined,
  under: (flight: Flight) => void,
) => Promise<{ page: Page<T>; cursor: string | undefined }>

/** One after the other, also when `next` is called before the last one is answered. */
abstract class Loop<T> implements AsyncIterableIterator<T> {
  #last: Promise<void> | undefined

  async next(): Promise<IteratorResult<T, undefined>> {
    const last = this.#last
    let end!: () => void
    this.#last = new Promise((ended) => {
      end = ended
    })
    await last
    try {
      return await this.step()
    } finally {
      end()
    }
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  abstract step(): Promise<IteratorResult<T, undefined>>
  abstract end(): void
}

/** Page by page. */
export class Pages<T> extends Loop<Page<T>> {
  readonly #read: PageReader<T>
  #cursor: string | undefined
  #flight: Flight | undefined
  #isDone = false

  constructor(read: PageReader<T>) {
    super()
    this.#read = read
  }

  override async step(): Promise<IteratorResult<Page<T>, undefined>> {
    if (this.#isDone) return { done: true, value: undefined }
    try {
      const { page, cursor } = await this.#read(this.#cursor, (flight) => {
        this.#flight = flight
      })
      this.#cursor = cursor
      this.#isDone ||= cursor === undefined
      return { done: false, value: page }
    } catch (error) {
      // What ended because nobody wants it any more is no failure.
      if (this.#isDone) return { done: true, value: undefined }
      throw error
    } finally {
      this.#flight = undefined
    }
  }

  override end(): void {
    this.#isDone = true
    this.#flight?.cancel()
  }
}

/** Item by item. */
export class Items<T> extends Loop<T> {
  readonly #pages: Pages<T>
  #items: readonly T[] = []
  #at = 0

  constructor(pages: Pages<T>) {
    super()
    this.#pages = pages
  }

  override async step(): Promise<IteratorResult<T, undefined>> {
    while (this.#at >= this.#items.length) {
      const next = await this.#pages.step()
      if (next.done === true) return next
      this.#items = next.value.items
      this.#at = 0
    }
    return { done: false, value: this.#items[this.#at++] as T }
  }

  override end(): void {
    this.#items = []
    this.#pages.end()
  }
}
