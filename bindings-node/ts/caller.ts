/** Makes the generic call: everything that resources and lists need of a client. */

import { Call } from './call.js'
import { refusal, envelope, type Envelope } from './envelope.js'
import type { Listener } from './event.js'
import { Place, failure, thrown } from './failure.js'
import { encode } from './json.js'
import { List } from './list.js'
import type { NativeClient } from './native.js'
import { encodeOptions, type CallOptions } from './options.js'
import { cancel, submit } from './queue.js'
import { Reply } from './reply.js'
import { forget, watch } from './signal.js'

/** The arguments of a call, in the form of the boundary. */
export interface Args {
  readonly path: Readonly<Record<string, unknown>>
  readonly query?: unknown
  readonly body?: unknown
  readonly cursor?: string
}

/** What a call under way can be told. */
export interface Flight {
  /** Ends it; it comes to a `CancelledError`. */
  cancel(): void
}

const NO_FLIGHT: Flight = { cancel: () => undefined }

/** A client as its resources see it. */
export class Caller {
  readonly #native: NativeClient
  readonly #listener: Listener | undefined

  constructor(native: NativeClient, to: Listener | undefined) {
    this.#native = native
    this.#listener = to
  }

  /** The same with another client or listener. */
  with(native: NativeClient): Caller {
    return new Caller(native, this.#listener)
  }

  /** The native client. */
  get native(): NativeClient {
    return this.#native
  }

  /** Makes a call at once. */
  call<T>(operation: string, args: Args, options: CallOptions | undefined): Call<T> {
    const place = new Place(this.call)
    return Call.made<T>((resolve, reject) => {
      this.begin<T>(operation, args, options, place, resolve, reject)
    })
  }

  /** A list, for which nothing is sent before it is read. */
  list<T>(operation: string, path: Args['path'], query: unknown, options: CallOptions | undefined): List<T> {
    return new List<T>(this, operation, { path, query }, options)
  }

  /** Begins a call. One of the functions is called later, and nothing is thrown. */
  begin<T>(
    operation: string,
    args: Args,
    options: CallOptions | undefined,
    place: Place,
    resolve: (reply: Reply<T>) => void,
    reject: (error: unknown) => void,
  ): Flight {
    const began = this.#listener === undefined ? 0 : performance.now()
    const signal = options?.signal
    const fail = (raw: Envelope): void => {
      const cause: unknown = raw.kind === 'cancelled' && signal?.aborted === true ? signal.reason : undefined
      const error = failure(raw, place, cause)
      const { status, requestId, attempts } = error
      this.#listener?.({ operation, elapsedMs: performance.now() - began, status, requestId, attempts, error })
      reject(error)
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      fail(refusal(operation, 'signal', 'must be an AbortSignal'))
      return NO_FLIGHT
    }
    if (signal?.aborted === true) {
      fail(envelope('cancelled', 'the call was cancelled before it began', operation))
      return NO_FLIGHT
    }
    let ticket = 0
    const abort = (): void => {
      cancel(ticket)
    }
    try {
      ticket = submit(this.#native, operation, encode(args), encodeOptions(options), (ok, json, evidence) => {
        if (signal !== undefined) forget(signal, abort)
        if (!ok) {
          fail(JSON.parse(json) as Envelope)
          return
        }
        const reply = new Reply<T>(json, evidence)
        if (this.#listener !== undefined) {
          const { status, requestId, attempts } = reply.meta
          this.#listener({ operation, elapsedMs: performance.now() - began, status, requestId, attempts })
        }
        resolve(reply)
      })
    } catch (error) {
      reject(thrown(error, place))
      return NO_FLIGHT
    }
    if (signal !== undefined) watch(signal, abort)
    return { cancel: abort }
  }
}
