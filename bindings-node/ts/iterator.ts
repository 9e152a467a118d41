/**
 * Iterators over a list. They are not generators, because `return` has to cancel a pending page,
 * and because after an error the same page can be read again.
 */

import type { PendingCall } from './native/queue.js'
import { toPage, type FetchPage, type Page } from './page.js'

/** Runs one step at a time, even if `next` is called before the last step has completed. */
abstract class SequentialIterator<T> implements AsyncIterableIterator<T> {
  #last: Promise<void> | undefined

  async next(): Promise<IteratorResult<T, undefined>> {
    const last = this.#last
    let finish!: () => void
    this.#last = new Promise((resolve) => {
      finish = resolve
    })
    await last
    try {
      return await this.step()
    } finally {
      finish()
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

/** Iterates over pages. */
export class Pages<T> extends SequentialIterator<Page<T>> {
  readonly #fetch: FetchPage<T>
  #cursor: string | undefined
  #pending: PendingCall | undefined
  #isDone = false

  constructor(fetch: FetchPage<T>) {
    super()
    this.#fetch = fetch
  }

  override async step(): Promise<IteratorResult<Page<T>, undefined>> {
    if (this.#isDone) return { done: true, value: undefined }
    try {
      const reply = await this.#fetch(this.#cursor, (call) => {
        this.#pending = call
      })
      const { page, cursor } = toPage(reply)
      this.#cursor = cursor
      this.#isDone ||= cursor === undefined
      return { done: false, value: page }
    } catch (error) {
      // The cancellation by `return` is not a failure.
      if (this.#isDone) return { done: true, value: undefined }
      throw error
    } finally {
      this.#pending = undefined
    }
  }

  override end(): void {
    this.#isDone = true
    this.#pending?.cancel()
  }
}

/** Iterates over items. */
export class Items<T> extends SequentialIterator<T> {
  readonly #pages: Pages<T>
  #items: readonly T[] = []
  #index = 0

  constructor(pages: Pages<T>) {
    super()
    this.#pages = pages
  }

  override async step(): Promise<IteratorResult<T, undefined>> {
    while (this.#index >= this.#items.length) {
      const next = await this.#pages.step()
      if (next.done === true) return next
      this.#items = next.value.items
      this.#index = 0
    }
    return { done: false, value: this.#items[this.#index++] as T }
  }

  override end(): void {
    this.#items = []
    this.#pages.end()
  }
}
