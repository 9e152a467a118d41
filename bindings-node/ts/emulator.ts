/** The service on this machine. */

import { addon } from './addon.js'
import { Client } from './client.js'
import { thrown } from './failure.js'
import { read, written, type Fault, type InjectedFault, type Quota, type RequestRecord, type SeedTag } from './fault.js'
import { encode } from './json.js'
import type { NativeEmulator } from './native.js'
import type { ClientOptions } from './settings.js'

/** Settings of an emulator. */
export interface EmulatorOptions {
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number | undefined
  /** IP address to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined
  /** File for the state, made if it is not there. Default: in memory. */
  readonly data?: string | undefined
  /** Tokens to take. Default: one, `emulator-token`. */
  readonly tokens?: readonly string[] | undefined
  /** OCI registry that tags come from and images are verified against, `http://[user:password@]host:port`. */
  readonly registry?: string | undefined
  /** Whether a line is written to standard error for every request. Default false. */
  readonly verbose?: boolean | undefined
}

/** Emulators run until they are stopped, also when nobody keeps the object. */
const running = new Set<NativeEmulator>()

/**
 * An emulator of the service in this process, on a port of its own: no account, no network. It keeps no process alive.
 *
 * @example
 * ```ts
 * const emulator = await Emulator.start()
 * const client = emulator.client()
 * await emulator.inject({ kind: 'status', code: 503, times: 1 }) // trouble, to see what a script makes of it
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

  /** Starts one. Settings that make no sense, a port that is taken and a file that cannot be used are a `ConfigurationError`. */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    try {
      return new Emulator(await addon.Emulator.start(encode(options)))
    } catch (error) {
      throw thrown(error, Emulator.start)
    }
  }

  /** Its base URL, for `EDGEGAP_BASE_URL`. */
  get url(): string {
    try {
      return this.#native.url
    } catch (error) {
      throw thrown(error)
    }
  }

  /** A token that it takes, for `EDGEGAP_TOKEN`. */
  get token(): string {
    try {
      return this.#native.token
    } catch (error) {
      throw thrown(error)
    }
  }

  /** A client of it. */
  client(options: ClientOptions = {}): Client {
    return new Client({ token: this.token, baseUrl: this.url, ...options })
  }

  /** The requests that it got, oldest first. */
  async requests(): Promise<RequestRecord[]> {
    return ((await this.#control('GET', '/requests')) as { requests: RequestRecord[] }).requests
  }

  /** Forgets the requests. */
  async clearRequests(): Promise<void> {
    await this.#control('DELETE', '/requests')
  }

  /** Makes trouble for the calls that the fault is meant for. */
  async inject(fault: Fault): Promise<void> {
    await this.#control('POST', '/faults', written(fault))
  }

  /** The faults that were injected, used up or not, with how many calls each has hit. */
  async faults(): Promise<InjectedFault[]> {
    return ((await this.#control('GET', '/faults')) as { faults: Record<string, unknown>[] }).faults.map(read)
  }

  /** Ends all faults. */
  async clearFaults(): Promise<void> {
    await this.#control('DELETE', '/faults')
  }

  /** Sets how much an account may have. */
  async setQuota(quota: Quota): Promise<void> {
    await this.#control('PUT', '/quota', quota)
  }

  /** Replaces the tokens that it takes. */
  async setTokens(tokens: readonly string[]): Promise<void> {
    await this.#control('PUT', '/tokens', { tokens })
  }

  /** Adds tags to an image, as if they had just been pushed. */
  async seedTags(image: string, tags: readonly SeedTag[]): Promise<void> {
    await this.#control('POST', '/tags', { image, tags })
  }

  /** Back to the beginning: no objects, faults, quotas or requests. */
  async reset(): Promise<void> {
    await this.#control('POST', '/reset')
  }

  /** Lets exchanges finish for a few seconds, and lets go of the port and the data file. Once more is nothing. */
  async stop(): Promise<void> {
    running.delete(this.#native)
    await this.#native.stop()
  }

  /** The same as `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /** What is shown of an emulator: no token. */
  toJSON(): { url?: string } {
    return running.has(this.#native) ? { url: this.url } : {}
  }

  /** What is shown of an emulator: no token, and nothing of one that was stopped. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return running.has(this.#native) ? `Emulator { url: '${this.url}' }` : 'Emulator { stopped }'
  }

  async #control(method: string, path: string, body?: unknown): Promise<unknown> {
    try {
      return JSON.parse(await this.#native.control(method, path, body === undefined ? '' : encode(body)))
    } catch (error) {
      throw thrown(error, this.#control)
    }
  }
}
