/** A call that was made. */

import type { WithMeta } from './meta.js'
import type { Reply } from './reply.js'

/** The class of what async functions give. */
const NATIVE = (async () => Promise.resolve())().constructor as PromiseConstructor

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
  /** @internal */
  static of<T>(replying: Promise<Reply<T>>): Call<T> {
    // The promise of an async function, because V8 shows who awaits it in the stack of an error: where the call was made costs nothing to know.
    const call = Object.setPrototypeOf(valueOf(replying), Call.prototype) as Call<T>
    return Object.defineProperty(call, REPLY, { value: replying })
  }

  /** What the call gives, with status, request id, headers and attempts of its answer. */
  async withMeta(): Promise<WithMeta<T>> {
    const value = await this
    const { [REPLY]: replying } = this as { [REPLY]?: Promise<Reply<T>> }
    // One that nobody made by a call, `Call.resolve(value)`, has no answer.
    return { value, meta: (await replying)?.meta ?? { status: 0, headers: {}, attempts: [] } }
  }

  static {
    // Programs put promises of their own in place of the global one, as zone.js does; those of async functions stay.
    Object.setPrototypeOf(this, NATIVE)
    Object.setPrototypeOf(this.prototype, NATIVE.prototype)
    // What `then` gives is a plain promise, and whoever awaits a call awaits it as one, without another promise in between.
    Reflect.defineProperty(this.prototype, 'constructor', { value: NATIVE })
  }
}

const REPLY = Symbol('reply')

async function valueOf<T>(replying: Promise<Reply<T>>): Promise<T> {
  return (await replying).value
}
