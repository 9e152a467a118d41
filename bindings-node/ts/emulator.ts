/** The emulator of the service. */

import { Client, createCaller } from './client.js'
import { createEnvelope } from './envelope.js'
import { convertNativeError, toError } from './failure.js'
import {
  decodeFault,
  encodeFault,
  type Fault,
  type InjectedFault,
  type Quota,
  type RequestRecord,
  type SeedTag,
} from './fault.js'
import { isBlank } from './foreign.js'
import { describeNonObject, encode } from './json.js'
import { addon } from './native/addon.js'
import type { NativeEmulator } from './native/types.js'
import { readOptions } from './options.js'
import type { ClientOptions } from './settings.js'

/** Settings of an emulator. `undefined`, `null` and blank strings count as not set. */
export interface EmulatorOptions {
  /** Port to listen on. Default 0: any free port. */
  readonly port?: number | null | undefined
  /** IP address to listen on. Default `127.0.0.1`. */
  readonly host?: string | null | undefined
  /** File for the state, created if it does not exist. Default: state in memory. */
  readonly data?: string | null | undefined
  /** API tokens to accept. Default: `emulator-token` only. */
  readonly tokens?: readonly string[] | null | undefined
  /** OCI registry for tags and image verification, `http://[user:password@]host:port`. */
  readonly registry?: string | null | undefined
  /** True to log every request to standard error. Default false. */
  readonly verbose?: boolean | null | undefined
}

const NAMES = ['port', 'host', 'data', 'tokens', 'registry', 'verbose']

/** Running emulators. An emulator runs until it is stopped, even without a reference to it. */
const running = new Set<NativeEmulator>()

/**
 * An emulator of the service in this process, on its own port. It needs neither an account nor a
 * network, and does not keep the process alive.
 *
 * @example
 * ```ts
 * const emulator = await Emulator.start()
 * const client = emulator.client()
 * await emulator.inject({ kind: 'status', code: 503, times: 1 }) // the client retries
 * await client.applications.create({ name: 'my-game', is_active: true, image: '' })
 * await emulator.stop()
 * ```
 */
export class Emulator {
  readonly #native: NativeEmulator

  private constructor(native: NativeEmulator) {
    this.#native = native
    running.add(native)
  }

  /**
   * Starts an emulator.
   *
   * @throws `ConfigurationError` for invalid settings, an occupied port or an unusable data file.
   */
  static async start(options?: EmulatorOptions | null): Promise<Emulator> {
    const set = options ?? {}
    const actual = describeNonObject(set)
    if (actual !== undefined) {
      const message = `settings of an emulator must be an object, like { port }, not ${actual}`
      throw toError(createEnvelope('configuration', message), Emulator.start)
    }
    const settings = readOptions(set, NAMES).filter(([, value]) => !isBlank(value))
    try {
      return new Emulator(await addon.Emulator.start(encode(Object.fromEntries(settings))))
    } catch (error) {
      throw convertNativeError(error, Emulator.start)
    }
  }

  /** Base URL of the emulator, for `EDGEGAP_BASE_URL`. */
  get url(): string {
    return this.#read('url')
  }

  /** An API token that the emulator accepts, for `EDGEGAP_TOKEN`. */
  get token(): string {
    return this.#read('token')
  }

  /** Creates a client of the emulator. Its URL and token are the defaults for these settings. */
  client(options?: ClientOptions | null): Client {
    return new Client(createCaller(options, { token: this.token, baseUrl: this.url }, this.client))
  }

  /** Returns the requests that the emulator received, oldest first. */
  async requests(): Promise<RequestRecord[]> {
    return ((await this.#control('GET', '/requests')) as { requests: RequestRecord[] }).requests
  }

  /** Deletes the list of received requests. */
  async clearRequests(): Promise<void> {
    await this.#control('DELETE', '/requests')
  }

  /** Injects a fault into matching calls. */
  async inject(fault: Fault): Promise<void> {
    await this.#control('POST', '/faults', encodeFault(fault))
  }

  /** Returns all injected faults, each with the number of calls it has affected. */
  async faults(): Promise<InjectedFault[]> {
    const { faults } = (await this.#control('GET', '/faults')) as { faults: Record<string, unknown>[] }
    return faults.map(decodeFault)
  }

  /** Removes all faults. */
  async clearFaults(): Promise<void> {
    await this.#control('DELETE', '/faults')
  }

  /** Sets the limits of an account. */
  async setQuota(quota: Quota): Promise<void> {
    await this.#control('PUT', '/quota', quota)
  }

  /** Replaces the API tokens that the emulator accepts. */
  async setTokens(tokens: readonly string[]): Promise<void> {
    await this.#control('PUT', '/tokens', { tokens })
  }

  /** Adds tags to an image, as if they had just been pushed. */
  async seedTags(image: string, tags: readonly SeedTag[]): Promise<void> {
    await this.#control('POST', '/tags', { image, tags })
  }

  /** Removes all objects, faults, quotas and recorded requests. */
  async reset(): Promise<void> {
    await this.#control('POST', '/reset')
  }

  /**
   * Stops the emulator. Requests in progress have a few seconds to finish; then the port and the
   * data file are released. Calling it again has no effect.
   */
  async stop(): Promise<void> {
    running.delete(this.#native)
    await this.#native.stop()
  }

  /** Stops the emulator at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /** JSON representation of the emulator, without its tokens. */
  toJSON(): { url?: string } {
    return running.has(this.#native) ? { url: this.url } : {}
  }

  /** String for `console.log`, without tokens. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return running.has(this.#native) ? `Emulator { url: '${this.url}' }` : 'Emulator { stopped }'
  }

  #read(name: 'url' | 'token'): string {
    try {
      return this.#native[name]
    } catch (error) {
      throw convertNativeError(error, this.#read)
    }
  }

  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    try {
      return JSON.parse(await this.#native.control(method, path, body === undefined ? '' : encode(body)))
    } catch (error) {
      throw convertNativeError(error, this.#control)
    }
  }
}
