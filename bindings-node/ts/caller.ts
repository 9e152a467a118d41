/** Makes calls for resources and lists. */

import { Call } from './call.js'
import type { DryRunCollector, DryRunRequest } from './dry-run.js'
import { createEnvelope, validationEnvelope, type Envelope } from './envelope.js'
import type { EdgegapError } from './error.js'
import type { Listener } from './event.js'
import { explainTimeout, parseNativeError, toError } from './failure.js'
import { isObject, isSignal, peek, type SignalLike } from './foreign.js'
import { describeNonObject, encode, readProperty } from './json.js'
import { List } from './list.js'
import type { Meta } from './meta.js'
import { cancel, submit, type PendingCall } from './native/queue.js'
import type { Completion, NativeClient } from './native/types.js'
import { encodeOptions, type CallOptions, type InvalidOption } from './options.js'
import { withPageSize } from './page.js'
import { Reply } from './reply.js'
import { unwatch, watch } from './signal.js'

/** The arguments of a call, in the form of the boundary. */
export interface Args {
  readonly path: Readonly<Record<string, unknown>>
  readonly query?: unknown
  readonly body?: unknown
  readonly cursor?: string
}

/** Makes the calls of a client for its resources. */
export class Caller {
  readonly #native: NativeClient
  readonly #listener: Listener | undefined
  readonly #dryRun: DryRunCollector | undefined

  constructor(native: NativeClient, listener: Listener | undefined, dryRun?: DryRunCollector) {
    this.#native = native
    this.#listener = listener
    this.#dryRun = dryRun
  }

  /** True if the value is a `Caller`. Unlike `instanceof`, it cannot throw for a revoked proxy. */
  static is(value: unknown): value is Caller {
    return isObject(value) && #native in value
  }

  /** A caller with another native client and the same listener. */
  with(native: NativeClient): Caller {
    return new Caller(native, this.#listener, this.#dryRun)
  }

  /** A caller that collects requests instead of sending them. */
  collecting(dryRun: DryRunCollector): Caller {
    return new Caller(this.#native, undefined, dryRun)
  }

  /** The native client. */
  get native(): NativeClient {
    return this.#native
  }

  /** Starts a call immediately. */
  call<T>(operation: string, args: Args, options: CallOptions | undefined): Call<T> {
    return Call.from(this.reply<T>(operation, args, options))
  }

  /** A list. No request is sent before it is read. */
  list<T>(operation: string, path: Args['path'], query: unknown, options: CallOptions | undefined): List<T> {
    return new List<T>(operation, (cursor, onPending, size) => {
      const args = { path, query: withPageSize(query, size) }
      return this.reply(operation, cursor === undefined ? args : { ...args, cursor }, options, onPending)
    })
  }

  /** Starts a call immediately and returns its reply. `onPending` receives a handle to it. */
  async reply<T>(
    operation: string,
    args: Args,
    options: CallOptions | undefined,
    onPending?: (call: PendingCall) => void,
  ): Promise<Reply<T>> {
    const start = this.#listener === undefined ? 0 : performance.now()
    const set = options ?? undefined
    const signal: unknown = set === undefined ? undefined : (readProperty(set, 'signal') ?? undefined)
    let ticket = 0
    const abort = (): void => {
      cancel(ticket)
    }
    const invalid: InvalidOption = (name, message) => validationEnvelope(operation, name, message)
    const problem = checkOptions(set, invalid) ?? watchSignal(signal, abort, invalid, operation)
    if (problem !== undefined) throw this.#fail(problem, operation, start, signal)
    let completion: Completion
    try {
      const completed = new Promise<Completion>((settle) => {
        const raw = encodeOptions(set, invalid)
        const sent = this.#dryRun === undefined ? raw : encode({ ...parseOptions(raw), dry_run: true })
        ticket = submit(this.#native, operation, encode(args), sent, settle)
      })
      onPending?.({ cancel: abort })
      completion = await completed
    } catch (error) {
      throw this.#fail(parseNativeError(error), operation, start, signal)
    } finally {
      if (signal !== undefined) unwatch(signal as SignalLike, abort)
    }
    const [, ok, json, metadata, isLong] = completion
    if (!ok) throw this.#fail(JSON.parse(json) as Envelope, operation, start, signal)
    if (this.#dryRun !== undefined) return collect(this.#dryRun, json, metadata, onPending !== undefined)
    const reply = new Reply<T>(json, metadata, isLong)
    if (this.#listener !== undefined) this.#notify(operation, start, reply.meta)
    return reply
  }

  #fail(envelope: Envelope, operation: string, start: number, signal: unknown): EdgegapError {
    const isAborted = envelope.kind === 'cancelled' && peek(signal, 'aborted') === true
    const cause = isAborted ? peek(signal, 'reason') : undefined
    const error = toError(explainTimeout(envelope), this.reply, cause)
    this.#notify(operation, start, error, { error })
    return error
  }

  #notify(operation: string, start: number, outcome: Meta | EdgegapError, failure?: { error: EdgegapError }): void {
    const { status, requestId, attempts } = outcome
    const elapsedMs = performance.now() - start
    this.#listener?.({ operation, elapsedMs, status, requestId, attempts, ...failure })
  }
}

function parseOptions(raw: string): object {
  return raw === '' ? {} : (JSON.parse(raw) as object)
}

/** Collects the requests of a call. Its own reply has no value; a list has no items. */
function collect<T>(dryRun: DryRunCollector, json: string, metadata: string, isList: boolean): Reply<T> {
  const { requests } = JSON.parse(json) as { requests: DryRunRequest[] }
  dryRun.requests.push(...requests)
  const reply = new Reply<T>(isList ? '[]' : 'null', metadata, false)
  const { change } = reply.meta
  if (change !== undefined) dryRun.changes.push(change)
  return reply
}

/** The error of options that are not an object. */
function checkOptions(options: unknown, invalid: InvalidOption): Envelope | undefined {
  const actual = options === undefined ? undefined : describeNonObject(options)
  return actual === undefined
    ? undefined
    : invalid('options', `must be an object, like { timeout: 1000 }, not ${actual}`)
}

/** Calls `action` when the signal is aborted; or returns the error of an invalid or aborted one. */
function watchSignal(
  signal: unknown,
  action: () => void,
  invalid: InvalidOption,
  operation: string,
): Envelope | undefined {
  if (signal === undefined) return undefined
  if (!isSignal(signal)) return invalid('signal', 'must be an AbortSignal')
  if (signal.aborted) return createEnvelope('cancelled', 'the call was cancelled before it started', operation)
  return watch(signal, action) ? undefined : invalid('signal', 'must be an AbortSignal that accepts listeners')
}
