/** The client. */

import { addon } from './addon.js'
import { Caller } from './caller.js'
import { envelope, refusal } from './envelope.js'
import { listener, type Listener } from './event.js'
import { envelopeOf, failure } from './failure.js'
import { Resources } from './generated/resources.js'
import { got, notMembers } from './json.js'
import { inOwnNames } from './names.js'
import { encodeViewOptions, type CommonOptions, type Refuse } from './options.js'
import { encodeSettings, type ClientOptions } from './settings.js'
import { warn } from './warning.js'

/**
 * A client of Edgegap's application-management API. It keeps connections open and may make any number of calls at once; one per process is enough.
 *
 * @example
 * ```ts
 * const client = new Client() // EDGEGAP_TOKEN; EDGEGAP_BASE_URL for another address
 * const application = await client.applications.get('my-game')
 * ```
 */
export class Client extends Resources {
  readonly #caller: Caller

  /** A client with these settings; what they leave out comes from the environment. Settings that make no sense are a `ConfigurationError`. */
  constructor(settings?: ClientOptions | null)
  /** @internal */
  constructor(settings: Caller)
  constructor(settings?: ClientOptions | Caller | null) {
    const caller = Caller.is(settings) ? settings : made(settings, {}, Client)
    super(caller)
    this.#caller = caller
  }

  /** The address of the service. */
  get baseUrl(): string {
    return this.#caller.native.baseUrl
  }

  /** A view of this client with other options, on the same connections. It ends with this client. */
  withOptions(options?: CommonOptions | null): Client {
    const set = options ?? undefined
    const refuse: Refuse = (name, message) => refusal('withOptions', name, message)
    const wrong = set === undefined ? undefined : notMembers(set)
    if (wrong !== undefined) throw failure(refuse('options', `must be an object, not ${wrong}`), this.withOptions)
    try {
      return new Client(this.#caller.with(this.#caller.native.withOptions(encodeViewOptions(set, refuse))))
    } catch (error) {
      throw failure(inOwnNames(envelopeOf(error)), this.withOptions)
    }
  }

  /**
   * Ends the client and all its views: calls in flight reject with a `ClosedError`, later ones too, and its connections
   * are closed. A client that is not closed keeps no process alive; its connections are closed once it is collected.
   */
  close(): void {
    this.#caller.native.close()
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** What is shown of a client: no token. */
  toJSON(): { baseUrl: string } {
    return { baseUrl: this.baseUrl }
  }

  /** What is shown of a client: no token. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Client { baseUrl: '${this.baseUrl}' }`
  }
}

/** What makes the calls of a client with these settings; errors have the stack of who called `above`. */
export function made(settings: unknown, fallback: ClientOptions, above: CallableFunction | NewableFunction): Caller {
  const set = settings ?? {}
  const wrong = notMembers(set)
  if (wrong !== undefined) {
    throw failure(envelope('configuration', `settings must be an object, like { token, baseUrl }, not ${wrong}`), above)
  }
  const onEvent = got(set, 'onEvent') ?? undefined
  if (onEvent !== undefined && typeof onEvent !== 'function') throw failure(envelope('configuration', 'onEvent must be a function'), above)
  let native
  try {
    native = new addon.Client(encodeSettings(set, fallback))
  } catch (error) {
    throw failure(inOwnNames(envelopeOf(error)), above)
  }
  for (const warning of native.warnings) warn(warning, 'EDGEGAP_ENVIRONMENT')
  return new Caller(native, listener(onEvent as Listener | undefined))
}
