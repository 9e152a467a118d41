/**
 * Successful replies. Metadata is parsed on demand: few programs read it, and it can be as long as
 * the value.
 */

import type { RawMeta, RawPage } from './envelope.js'
import { toMeta, type Meta } from './meta.js'
import { preparePrinting } from './printed.js'

interface Metadata {
  readonly page?: RawPage
  readonly meta: RawMeta
}

/** The result of a successful call. */
export class Reply<T> {
  /** The value in canonical form. */
  readonly value: T
  readonly #json: string
  #metadata: Metadata | undefined

  constructor(value: string, metadata: string, isLong: boolean) {
    this.value = JSON.parse(value) as T
    preparePrinting(this.value, value, isLong)
    this.#json = metadata
  }

  /** Position within a paginated list. */
  get page(): RawPage | undefined {
    return this.#read().page
  }

  /** Response metadata. */
  get meta(): Meta {
    return toMeta(this.#read().meta)
  }

  #read(): Metadata {
    this.#metadata ??= JSON.parse(this.#json) as Metadata
    return this.#metadata
  }
}
