/** What a client is made with. */

import type { Listener } from './event.js'
import { encode, entries } from './json.js'
import { OPTIONS, boundaryName, written, type CommonOptions, type Names } from './options.js'

/** Settings of a client. What is not set comes from the environment where it says so, else is the default. */
export interface ClientOptions extends CommonOptions {
  /** The API token, with or without `token ` in front. Default: `EDGEGAP_TOKEN`. */
  readonly token?: string | undefined
  /** The address of the service. Default: `EDGEGAP_BASE_URL`, else Edgegap's own. */
  readonly baseUrl?: string | undefined
  /** Permits a plain `http://` address on another machine, where the token can be read on its way. Default false: loopback only. */
  readonly allowHttp?: boolean | undefined
  /** A PEM file of the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the platform's, else Mozilla's. */
  readonly caFile?: string | undefined
  /** A proxy for all requests, `http://user:password@host:port`. Default: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`; never for loopback. */
  readonly proxy?: string | undefined
  /** How many calls may be on the wire at once, 1 or more; others wait for their turn. Default: any number. */
  readonly maxConcurrency?: number | undefined
  /** The longest answer that is read, in bytes. Default 64 MiB. */
  readonly maxBodyBytes?: number | undefined
  /** What to put before this SDK's own words in `User-Agent`, `my-build/1.2`. */
  readonly userAgent?: string | undefined
  /** Is told of every call that is over. `EDGEGAP_LOG` set to `info` or `debug` writes the same to standard error. */
  readonly onEvent?: Listener | undefined
}

/** The boundary's names of settings, options of calls among them. */
const NAMES: Names = {
  token: 'token',
  baseUrl: 'base_url',
  allowHttp: 'allow_http',
  caFile: 'ca_file',
  proxy: 'proxy',
  maxConcurrency: 'max_concurrency',
  maxBodyBytes: 'max_body_bytes',
  userAgent: 'user_agent',
  ...OPTIONS,
}

/** Settings as JSON text in the form of the boundary. */
export function encodeSettings(settings: unknown): string {
  if (typeof settings !== 'object' || settings === null) return encode(settings)
  const raw: Record<string, unknown> = {}
  const options: Record<string, unknown> = {}
  for (const [name, value] of entries(settings)) {
    if (value === undefined || name === 'onEvent') continue
    if (Object.hasOwn(OPTIONS, name)) options[name] = value
    else raw[boundaryName(NAMES, name)] = value
  }
  return encode({ ...raw, language: `node/${process.versions.node}`, options: written(options, []) })
}
