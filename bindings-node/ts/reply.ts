/** A success: its value, and how it came about, which is read when somebody asks for it: few do, and it is as long as a small value. */

import { concealed } from './conceal.js'
import type { RawMeta, RawPage } from './envelope.js'
import { meta, type Meta } from './meta.js'

interface Evidence {
  readonly page?: RawPage
  readonly meta: RawMeta
}

/** What a call gave. */
export class Reply<T> {
  /** The value, canonical. */
  readonly value: T
  readonly #text: string
  #evidence: Evidence | undefined

  constructor(value: string, evidence: string) {
    this.value = concealed(JSON.parse(value), value) as T
    this.#text = evidence
  }

  /** Where a list stands. */
  get page(): RawPage | undefined {
    return this.#read().page
  }

  /** How it came about. */
  get meta(): Meta {
    return meta(this.#read().meta)
  }

  #read(): Evidence {
    this.#evidence ??= JSON.parse(this.#text) as Evidence
    return this.#evidence
  }
}
