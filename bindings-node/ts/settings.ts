/** What a client is made with. */

import { environment } from './environment.js'
import { envelope } from './envelope.js'
import type { Listener } from './event.js'
import { encode } from './json.js'
import { OPTIONS, SETTINGS, boundaryName } from './names.js'
import { given, isBlank, written, type CommonOptions, type Refuse } from './options.js'

/**
 * Settings of a client. What is not set, which undefined, null and empty text are, comes from the environment where it
 * says so, else is the default. The environment is `process.env` when the client is made, in a worker that of the worker.
 */
export interface ClientOptions extends CommonOptions {
  /** The API token, with or without `token ` in front. Default: `EDGEGAP_TOKEN`, else `EDGEGAP_API_TOKEN`, else `EDGEGAP_API_KEY`. */
  readonly token?: string | null | undefined
  /** The address of the service. Default: `EDGEGAP_BASE_URL`, else `EDGEGAP_API_URL`, else Edgegap's own. */
  readonly baseUrl?: string | null | undefined
  /** Permits a plain `http://` address on another machine, where the token can be read on its way. Default false: loopback only. */
  readonly allowHttp?: boolean | null | undefined
  /**
   * A PEM file of the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the platform's, or
   * Mozilla's where there are none, and those of `NODE_EXTRA_CA_CERTS`.
   */
  readonly caFile?: string | null | undefined
  /**
   * A proxy for all requests, `http://user:password@host:port`. Default: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
   * unless `NO_PROXY` has the host; never for loopback.
   */
  readonly proxy?: string | null | undefined
  /** How many calls may be on the wire at once, 1 or more; others wait for their turn. Default: any number. */
  readonly maxConcurrency?: number | null | undefined
  /** The longest answer that is read, in bytes. Default 64 MiB. */
  readonly maxBodyBytes?: number | null | undefined
  /** What to put before this SDK's own words in `User-Agent`, `my-build/1.2`. */
  readonly userAgent?: string | null | undefined
  /** Is told of every call that is over. `EDGEGAP_LOG` set to `info` or `debug` writes the same to standard error. */
  readonly onEvent?: Listener | null | undefined
}

/** What the boundary has beside them, which no user sets. */
const OF_THE_BINDING = ['environment', 'language', 'options']

const refuse: Refuse = (name, message) => envelope('configuration', `${name}: ${message}`)

/** Settings as JSON text in the form of the boundary. What `fallback` has stands in for what is not set. */
export function encodeSettings(settings: object, fallback: ClientOptions): string {
  const filled = given(settings, SETTINGS).filter(([, value]) => !isBlank(value))
  const set: Record<string, unknown> = { ...fallback, ...Object.fromEntries(filled) }
  const raw: [string, unknown][] = []
  const options: [string, unknown][] = []
  for (const [name, value] of Object.entries(set)) {
    if (name === 'onEvent') continue
    if (Object.hasOwn(OPTIONS, name)) options.push([name, value])
    else raw.push([OF_THE_BINDING.includes(name) ? `${name} (of this name)` : boundaryName(SETTINGS, name), value])
  }
  const language = `node/${process.versions.node}`
  const ours = { language, environment: environment(), options: written(Object.fromEntries(options), [], refuse) }
  return encode({ ...Object.fromEntries(raw), ...ours })
}
