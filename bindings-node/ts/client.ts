/** The client. */

import { Caller } from './caller.js'
import type { DryRun, DryRunCollector } from './dry-run.js'
import { createEnvelope, validationEnvelope } from './envelope.js'
import { createListener, type Listener } from './event.js'
import { parseNativeError, toError } from './failure.js'
import { Resources } from './generated/resources.js'
import { describeNonObject, readProperty } from './json.js'
import { addon } from './native/addon.js'
import type { NativeClient } from './native/types.js'
import { encodeOptions, type CommonOptions } from './options.js'
import { Publish } from './publish.js'
import { encodeSettings, type ClientOptions } from './settings.js'
import { warn } from './warning.js'

/**
 * A client of Edgegap's application-management API. It reuses connections and makes any number of
 * calls at the same time. One client per process is enough.
 *
 * @example
 * ```ts
 * const client = new Client() // reads EDGEGAP_TOKEN, and EDGEGAP_BASE_URL for another address
 * const application = await client.applications.get('my-game')
 * ```
 */
export class Client extends Resources {
  /** Publishes what a manifest asks for: plan, apply, prune. */
  readonly publish: Publish
  readonly #caller: Caller

  /**
   * Creates a client. Settings that are not given are read from the environment.
   *
   * @throws `ConfigurationError` for invalid settings.
   */
  constructor(settings?: ClientOptions | null)
  /** @internal */
  constructor(settings: Caller)
  constructor(settings?: ClientOptions | Caller | null) {
    const caller = Caller.is(settings) ? settings : createCaller(settings, {}, Client)
    super(caller)
    this.#caller = caller
    this.publish = new Publish(caller)
  }

  /** Base URL of the service. */
  get baseUrl(): string {
    return this.#caller.native.baseUrl
  }

  /**
   * Returns a view of this client with other options and the same connections. Closing the client
   * closes the view.
   *
   * @throws `ValidationError` for invalid options.
   */
  withOptions(options?: CommonOptions | null): Client {
    const set = options ?? undefined
    const actual = set === undefined ? undefined : describeNonObject(set)
    const invalid = (name: string, message: string): ReturnType<typeof validationEnvelope> =>
      validationEnvelope('withOptions', name, message)
    if (actual !== undefined) throw toError(invalid('options', `must be an object, not ${actual}`), this.withOptions)
    const { native } = this.#caller
    const view = runNative(() => native.withOptions(encodeOptions(set, invalid, [])), this.withOptions)
    return new Client(this.#caller.with(view))
  }

  /**
   * Returns the requests that calls would send, without sending them. `calls` makes the calls with
   * the client that it gets; they return nothing. An `ensure` gets its object, which changes
   * nothing, and says what it would do.
   *
   * @example
   * ```ts
   * const { requests } = await client.dryRun((client) =>
   *   client.versions.update('my-game', '1.0.0', { docker_tag: 'b43' }),
   * )
   * console.log(requests[0].curl)
   * ```
   * @throws `ValidationError` for invalid arguments, or the error of reading the object of an
   * `ensure`.
   */
  async dryRun(calls: (client: Client) => unknown): Promise<DryRun> {
    const dryRun: DryRunCollector = { requests: [], changes: [] }
    await calls(new Client(this.#caller.collecting(dryRun)))
    return dryRun
  }

  /**
   * Closes the client, its views and its connections. Pending and later calls reject with a
   * `ClosedError`. A client that is not closed does not keep the process alive, and is closed when
   * it is garbage-collected.
   */
  close(): void {
    this.#caller.native.close()
  }

  /** Closes the client at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** JSON representation of the client, without the token. */
  toJSON(): { baseUrl: string } {
    return { baseUrl: this.baseUrl }
  }

  /** String for `console.log`, without the token. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Client { baseUrl: '${this.baseUrl}' }`
  }
}

/** Creates the caller of a client. The stack of an error starts at the caller of `above`. */
export function createCaller(
  settings: unknown,
  fallback: ClientOptions,
  above: CallableFunction | NewableFunction,
): Caller {
  const set = settings ?? {}
  const fail = (message: string): Error => toError(createEnvelope('configuration', message), above)
  const actual = describeNonObject(set)
  if (actual !== undefined) throw fail(`settings must be an object, like { token, baseUrl }, not ${actual}`)
  const onEvent = readProperty(set, 'onEvent') ?? undefined
  if (onEvent !== undefined && typeof onEvent !== 'function') throw fail('onEvent must be a function')
  const native = runNative(() => new addon.Client(encodeSettings(set, fallback)), above)
  const { logLevel } = native
  for (const warning of native.warnings) warn(warning, 'EDGEGAP_ENVIRONMENT')
  return new Caller(native, createListener(onEvent as Listener | undefined, logLevel))
}

/** Creates a native client. Its error is converted to one with the names of TypeScript. */
function runNative(create: () => NativeClient, above: CallableFunction | NewableFunction): NativeClient {
  try {
    return create()
  } catch (error) {
    throw toError(parseNativeError(error), above)
  }
}
