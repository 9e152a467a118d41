/** The client. */

import { addon } from './addon.js'
import { Caller } from './caller.js'
import { envelope } from './envelope.js'
import { listener, type Listener } from './event.js'
import { failure, thrown } from './failure.js'
import { Resources } from './generated/resources.js'
import { got } from './json.js'
import { encodeViewOptions, type CommonOptions } from './options.js'
import { encodeSettings, type ClientOptions } from './settings.js'

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
  constructor(settings?: ClientOptions)
  /** @internal */
  constructor(settings: Caller)
  constructor(settings: ClientOptions | Caller = {}) {
    const caller = settings instanceof Caller ? settings : made(settings)
    super(caller)
    this.#caller = caller
  }

  /** The address of the service. */
  get baseUrl(): string {
    return this.#caller.native.baseUrl
  }

  /** A view of this client with other options, on the same connections. It ends with this client. */
  withOptions(options: CommonOptions): Client {
    try {
      return new Client(this.#caller.with(this.#caller.native.withOptions(encodeViewOptions(options))))
    } catch (error) {
      throw thrown(error, this.withOptions)
    }
  }

  /**
   * Ends the client and all its views: calls in flight reject with a `ClosedError`, later ones too. A client that is not closed keeps no process
   * alive.
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

function made(settings: ClientOptions): Caller {
  // What is no object is refused with everything else.
  const onEvent: unknown = Object(settings) === settings ? got(settings, 'onEvent') : undefined
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw failure(envelope('configuration', 'onEvent must be a function'), Client)
  }
  try {
    return new Caller(new addon.Client(encodeSettings(settings)), listener(onEvent as Listener | undefined))
  } catch (error) {
    throw thrown(error, Client)
  }
}
