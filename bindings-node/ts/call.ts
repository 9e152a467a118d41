/** A call that was made. */

import type { Meta, WithMeta } from './meta.js'
import type { Reply } from './reply.js'

/**
 * A promise of what the call gives, which also knows how the answer came about.
 *
 * @example
 * ```ts
 * const version = await client.versions.get('my-game', '1.0.0')
 * const { value, meta } = await client.versions.get('my-game', '1.0.0').withMeta()
 * ```
 */
export class Call<T> extends Promise<T> {
  #reply: Reply<T> | undefined

  /** What `then` gives is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  /** @internal */
  static made<T>(make: (resolve: (reply: Reply<T>) => void, reject: (error: unknown) => void) => void): Call<T> {
    let resolve!: (value: T) => void
    let reject!: (error: unknown) => void
    const call = new Call<T>((resolved, rejected) => {
      resolve = resolved
      reject = rejected
    })
    make((reply) => {
      call.#reply = reply
      resolve(reply.value)
    }, reject)
    return call
  }

  /** What the call gives, with status, request id, headers and attempts of its answer. */
  withMeta(): Promise<WithMeta<T>> {
    return this.then((value) => ({ value, meta: this.#reply?.meta ?? NOTHING }))
  }
}

/** Of a promise that nobody made by a call, `Call.resolve(value)`. */
const NOTHING: Meta = { status: 0, headers: {}, attempts: [] }
