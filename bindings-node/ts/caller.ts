/** Makes the generic call: everything that resources and lists need of a client. */

import { Call } from './call.js'
import { refusal, envelope, type Envelope } from './envelope.js'
import type { EdgegapError } from './error.js'
import type { Listener } from './event.js'
import { envelopeOf, failure } from './failure.js'
import { isObject, isSignal, peek, type SignalLike } from './foreign.js'
import { encode, got, notMembers } from './json.js'
import { List } from './list.js'
import type { Completion, NativeClient } from './native.js'
import { inOwnNames } from './names.js'
import { encodeOptions, type CallOptions, type Refuse } from './options.js'
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

/** A client as its resources see it. */
export class Caller {
  readonly #native: NativeClient
  readonly #listener: Listener | undefined

  constructor(native: NativeClient, to: Listener | undefined) {
    this.#native = native
    this.#listener = to
  }

  /** Whether this is one; also of what would not bear to be asked by `instanceof`. */
  static is(value: unknown): value is Caller {
    return isObject(value) && #native in value
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
    return Call.of(this.reply<T>(operation, args, options))
  }

  /** A list, for which nothing is sent before it is read. */
  list<T>(operation: string, path: Args['path'], query: unknown, options: CallOptions | undefined): List<T> {
    return new List<T>(this, operation, { path, query }, options)
  }

  /** Makes a call at once and gives its reply. `under` is told how to end it. */
  async reply<T>(operation: string, args: Args, options: CallOptions | undefined, under?: (flight: Flight) => void): Promise<Reply<T>> {
    const began = this.#listener === undefined ? 0 : performance.now()
    const set = options ?? undefined
    const signal: unknown = set === undefined ? undefined : (got(set, 'signal') ?? undefined)
    let ticket = 0
    const abort = (): void => {
      cancel(ticket)
    }
    const refuse: Refuse = (name, message) => refusal(operation, name, message)
    const refused = refusedBy(set, refuse) ?? watchedBy(signal, abort, refuse, operation)
    if (refused !== undefined) throw this.#failed(refused, operation, began, signal)
    let completion: Completion
    try {
      const settled = new Promise<Completion>((settle) => {
        ticket = submit(this.#native, operation, encode(args), encodeOptions(set, refuse), settle)
      })
      under?.({ cancel: abort })
      completion = await settled
    } catch (error) {
      throw this.#failed(envelopeOf(error), operation, began, signal)
    } finally {
      if (signal !== undefined) forget(signal as SignalLike, abort)
    }
    const [, ok, json, evidence] = completion
    if (!ok) throw this.#failed(JSON.parse(json) as Envelope, operation, began, signal)
    const reply = new Reply<T>(json, evidence)
    if (this.#listener !== undefined) {
      const { status, requestId, attempts } = reply.meta
      this.#listener({ operation, elapsedMs: performance.now() - began, status, requestId, attempts })
    }
    return reply
  }

  #failed(raw: Envelope, operation: string, began: number, signal: unknown): EdgegapError {
    const cause = raw.kind === 'cancelled' && peek(signal, 'aborted') === true ? peek(signal, 'reason') : undefined
    const error = failure(raw.kind === 'validation' ? inOwnNames(raw) : raw, this.reply, cause)
    const { status, requestId, attempts } = error
    this.#listener?.({ operation, elapsedMs: performance.now() - began, status, requestId, attempts, error })
    return error
  }
}

/** Why a call with these options is not made, if it is not. */
function refusedBy(options: unknown, refuse: Refuse): Envelope | undefined {
  const wrong = options === undefined ? undefined : notMembers(options)
  return wrong === undefined ? undefined : refuse('options', `must be an object, like { timeout: 1000 }, not ${wrong}`)
}

/** Why a call with this signal is not made; undefined: it is, and this is done when the signal is aborted. */
function watchedBy(signal: unknown, act: () => void, refuse: Refuse, operation: string): Envelope | undefined {
  if (signal === undefined) return undefined
  if (!isSignal(signal)) return refuse('signal', 'must be an AbortSignal')
  if (signal.aborted) return envelope('cancelled', 'the call was cancelled before it began', operation)
  return watch(signal, act) ? undefined : refuse('signal', 'must be an AbortSignal, not one that takes no listener')
}
