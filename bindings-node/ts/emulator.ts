/** The service on this machine. */

import { addon } from './addon.js'
import { Client, made } from './client.js'
import { envelope } from './envelope.js'
import { failure, thrown } from './failure.js'
import { read, written, type Fault, type InjectedFault, type Quota, type RequestRecord, type SeedTag } from './fault.js'
import { encode, notMembers } from './json.js'
import type { NativeEmulator } from './native.js'
import { given, isBlank } from './options.js'
import type { ClientOptions } from './settings.js'

/** Settings of an emulator. Undefined, null and empty text are not set. */
export interface EmulatorOptions {
  /** Port to listen on. Default 0: any free one. */
  readonly port?: number | null | undefined
  /** IP address to listen on. Default `127.0.0.1`. */
  readonly host?: string | null | undefined
  /** File for the state, made if it is not there. Default: in memory. */
  readonly data?: string | null | undefined
  /** Tokens to take. Default: one, `emulator-token`. */
  readonly tokens?: readonly string[] | null | undefined
  /** OCI registry that tags come from and images are verified against, `http://[user:password@]host:port`. */
  readonly registry?: string | null | undefined
  /** Whether a line is written to standard error for every request. Default false. */
  readonly verbose?: boolean | null | undefined
}

/** Their names, which are those of the boundary. */
const NAMES = { port: 'port', host: 'host', data: 'data', tokens: 'tokens', registry: 'registry', verbose: 'verbose' }

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
  static async start(options?: EmulatorOptions | null): Promise<Emulator> {
    const set = options ?? {}
    const wrong = notMembers(set)
    if (wrong !== undefined) {
      throw failure(envelope('configuration', `settings of an emulator must be an object, like { port }, not ${wrong}`), Emulator.start)
    }
    const filled = given(set, NAMES).filter(([, value]) => !isBlank(value))
    try {
      return new Emulator(await addon.Emulator.start(encode(Object.fromEntries(filled))))
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

  /** A client of it. Options that are not set, which undefined, null and empty text are, are its own. */
  client(options?: ClientOptions | null): Client {
    return new Client(made(options, { token: this.token, baseUrl: this.url }, this.client))
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
