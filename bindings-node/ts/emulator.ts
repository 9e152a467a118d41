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
import { getHref, isBlank, isObject, isSet } from './foreign.js'
import { describeClass, describeNonObject, encode, isLiteral } from './json.js'
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

/** Options of `Emulator.attach`. */
export interface AttachOptions {
  /**
   * An API token that the emulator accepts. `undefined`, `null` and blank strings mean the default,
   * `emulator-token`.
   */
  readonly token?: string | null | undefined
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
  readonly #end: string

  private constructor(native: NativeEmulator, end: string) {
    this.#native = native
    this.#end = end
  }

  /**
   * Starts an emulator.
   *
   * @throws `ConfigurationError` for invalid settings, an occupied port or an unusable data file.
   */
  static async start(options?: EmulatorOptions | null): Promise<Emulator> {
    const settings = readSettings(options, 'settings of an emulator', 'port', NAMES, Emulator.start)
    try {
      const native = await addon.Emulator.start(encode(Object.fromEntries(settings)))
      running.add(native)
      return new Emulator(native, 'stopped')
    } catch (error) {
      throw convertNativeError(error, Emulator.start)
    }
  }

  /**
   * Attaches to an emulator in another process. The handle has all methods of an emulator of your
   * own. Stopping it only detaches it: the emulator goes on, and so do the handle's clients.
   *
   * @example
   * ```ts
   * const emulator = await Emulator.attach('http://127.0.0.1:8080')
   * await emulator.reset()
   * ```
   *
   * @param url - Base URL that the emulator printed, as a string or a `URL`.
   * @throws `ConfigurationError` for an invalid URL, one that is not of an emulator, or an emulator
   * of another version; `ConnectionFailedError` if nothing responds there within 5 seconds;
   * `AuthenticationError` if the emulator does not accept the token.
   */
  static async attach(url: string | URL, options?: AttachOptions | null): Promise<Emulator> {
    const set = readSettings(options, 'options', 'token', ['token'], Emulator.attach)
    const settings = { url: readUrl(url, Emulator.attach), ...Object.fromEntries(set) }
    try {
      return new Emulator(await addon.Emulator.attach(encode(settings)), 'detached')
    } catch (error) {
      throw convertNativeError(error, Emulator.attach)
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
    // An emulator may have any address, such as that of a container.
    const own = { token: this.token, baseUrl: this.url, allowHttp: true, proxy: '' }
    return new Client(createCaller(options, own, this.client))
  }

  /**
   * Returns the last 5,000 requests, oldest first, as far as their bodies take at most 32 MiB.
   */
  async requests(): Promise<RequestRecord[]> {
    return ((await this.#control('GET', '/requests')) as { requests: RequestRecord[] }).requests
  }

  /** Deletes the list of received requests. */
  async clearRequests(): Promise<void> {
    await this.#control('DELETE', '/requests')
  }

  /** Injects a fault into matching calls. Returns its number, for `removeFault`. */
  async inject(fault: Fault): Promise<number> {
    return ((await this.#control('POST', '/faults', encodeFault(fault))) as { id: number }).id
  }

  /**
   * Returns all injected faults, also those that are over, each with the number of calls it has
   * affected.
   */
  async faults(): Promise<InjectedFault[]> {
    const { faults } = (await this.#control('GET', '/faults')) as { faults: Record<string, unknown>[] }
    return faults.map(decodeFault)
  }

  /**
   * Removes one fault.
   *
   * @throws `ValidationError` if there is no fault with this number.
   */
  async removeFault(id: number): Promise<void> {
    await this.#control('DELETE', `/faults/${encodeURIComponent(id)}`)
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

  /**
   * Returns all objects and seeded tags as a scene, the document that `load` takes. It has a
   * placeholder in the place of each secret.
   */
  async state(): Promise<Record<string, unknown>> {
    return (await this.#control('GET', '/state')) as Record<string, unknown>
  }

  /**
   * Replaces all objects and seeded tags by those of a scene: a document, as `state` returns it, or
   * the name of a scene that comes with the emulator, `demo`.
   *
   * @throws `ValidationError` if a part of the scene is not valid. Nothing changes then.
   */
  async load(scene: object | string): Promise<void> {
    await this.#control('PUT', '/state', scene)
  }

  /**
   * Restores the initial state: removes all objects, tags, faults, quotas and recorded requests,
   * and accepts the tokens again that the emulator was started with.
   */
  async reset(): Promise<void> {
    await this.#control('POST', '/reset')
  }

  /**
   * Stops the emulator. Requests in progress have a few seconds to finish; then the port and the
   * data file are released. Calling it again has no effect. An attached emulator goes on: only this
   * handle ends.
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
    const url = this.#peek()
    return url === undefined ? {} : { url }
  }

  /** String for `console.log`, without tokens. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const url = this.#peek()
    return `Emulator { ${url === undefined ? this.#end : `url: '${url}'`} }`
  }

  #peek(): string | undefined {
    try {
      return this.#native.url
    } catch {
      return undefined
    }
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

/** Reads the URL of an emulator. One that is not set is an error of the core. */
function readUrl(url: unknown, above: CallableFunction): unknown {
  if (typeof url === 'string' || !isSet(url)) return url
  const href = isObject(url) ? getHref(url) : undefined
  if (href !== undefined) return href
  const advice = "pass what the emulator printed, like 'http://127.0.0.1:8080'"
  const message = `url must be a string or a URL, not ${describe(url)}: ${advice}`
  throw toError(createEnvelope('configuration', message), above)
}

function describe(value: unknown): string {
  const actual = describeNonObject(value)
  if (actual !== undefined) return actual
  return isLiteral(value) ? 'an object' : describeClass(value as object)
}

/** Reads the settings that are set. */
function readSettings(
  settings: object | null | undefined,
  what: string,
  example: string,
  names: readonly string[],
  above: CallableFunction,
): [string, unknown][] {
  const set = settings ?? {}
  const actual = describeNonObject(set)
  if (actual !== undefined) {
    const message = `${what} must be an object, like { ${example} }, not ${actual}`
    throw toError(createEnvelope('configuration', message), above)
  }
  return readOptions(set, names).filter(([, value]) => !isBlank(value))
}
