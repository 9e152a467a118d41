/** The promise of a call. */

import type { WithMeta } from './meta.js'
import type { Reply } from './reply.js'

/** The class of the promises that async functions return. */
const NATIVE = (async () => Promise.resolve())().constructor as PromiseConstructor

const REPLY = Symbol('reply')

/**
 * A promise of the result of a call. `withMeta` returns the response metadata too.
 *
 * @example
 * ```ts
 * const version = await client.versions.get('my-game', '1.0.0')
 * const { value, meta } = await client.versions.get('my-game', '1.0.0').withMeta()
 * ```
 */
export class Call<T> extends Promise<T> {
  /** @internal */
  static from<T>(reply: Promise<Reply<T>>): Call<T> {
    // The promise of an async function: V8 then shows in the stack of an error who awaits it.
    const call = Object.setPrototypeOf(unwrap(reply), Call.prototype) as Call<T>
    return Object.defineProperty(call, REPLY, { value: reply })
  }

  /** Returns the result with status, request id, headers and attempts of the response. */
  async withMeta(): Promise<WithMeta<T>> {
    const value = await this
    const { [REPLY]: reply } = this as { [REPLY]?: Promise<Reply<T>> }
    // A promise like `Call.resolve(value)` is not from a call and has no response.
    return { value, meta: (await reply)?.meta ?? { status: 0, headers: {}, attempts: [] } }
  }

  static {
    // Programs may replace the global Promise, as zone.js does. Async functions are not affected.
    Object.setPrototypeOf(this, NATIVE)
    Object.setPrototypeOf(this.prototype, NATIVE.prototype)
    // `then` returns a plain promise, and `await` needs no second promise.
    Reflect.defineProperty(this.prototype, 'constructor', { value: NATIVE })
  }
}

async function unwrap<T>(reply: Promise<Reply<T>>): Promise<T> {
  return (await reply).value
}
