/** Settings of a client. */

import { createEnvelope } from './envelope.js'
import { readEnvironment } from './environment.js'
import type { Listener } from './event.js'
import { isBlank } from './foreign.js'
import { encode } from './json.js'
import { OPTIONS, SETTINGS, toBoundaryName } from './names.js'
import { readOptions, toBoundary, type CommonOptions, type InvalidOption } from './options.js'

/**
 * Settings of a client. A setting that is `undefined`, `null` or a blank string comes from the
 * environment where noted, and else has its default. The environment is `process.env` when the
 * client is created; in a worker, that of the worker.
 */
export interface ClientOptions extends CommonOptions {
  /**
   * API token, with or without the prefix `token `. Default: `EDGEGAP_TOKEN`, else
   * `EDGEGAP_API_TOKEN`, else `EDGEGAP_API_KEY`.
   */
  readonly token?: string | null | undefined
  /** Base URL of the service. Default: `EDGEGAP_BASE_URL`, `EDGEGAP_API_URL`, then Edgegap's. */
  readonly baseUrl?: string | null | undefined
  /**
   * Allows a plain `http://` URL of another machine, where the token can be read in transit.
   * Default false: loopback addresses only.
   */
  readonly allowHttp?: boolean | null | undefined
  /**
   * PEM file with the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else
   * the certificates of the platform, or of Mozilla if there are none, and those of
   * `NODE_EXTRA_CA_CERTS`.
   */
  readonly caFile?: string | null | undefined
  /**
   * Proxy for all requests, `http://user:password@host:port`; also https, socks5h, socks5, socks4a
   * and socks4. Default: `https_proxy` (`http_proxy` for an http address), else `all_proxy`, in
   * lower then upper case, unless `no_proxy` contains the host; else the proxy of the system on
   * Windows and macOS; never for loopback.
   */
  readonly proxy?: string | null | undefined
  /** Maximum number of concurrent requests, 1 or more. Others wait. Default: no limit. */
  readonly maxConcurrency?: number | null | undefined
  /** Maximum size of a response body in bytes. Default 64 MiB. */
  readonly maxBodyBytes?: number | null | undefined
  /**
   * True refuses every call that can change something, before a request is sent, with a
   * `PermissionDeniedError`. Default: `EDGEGAP_READ_ONLY`, else false.
   */
  readonly readOnly?: boolean | null | undefined
  /**
   * Refuses every call that names another application than these, before a request is sent, with a
   * `PermissionDeniedError`. Default: `EDGEGAP_APP_ALLOWLIST`, else all applications.
   */
  readonly allowApps?: readonly string[] | null | undefined
  /** Product to put before the SDK's own in `User-Agent`, `my-build/1.2`. */
  readonly userAgent?: string | null | undefined
  /**
   * Called after each call completes. To log the same to standard error, set `EDGEGAP_LOG` to
   * `error` (failed calls), `warning` (also refused calls, and calls with more than one exchange),
   * `info` (every call) or `debug` (also each exchange). `off` and `error` also suppress warnings
   * about settings.
   */
  readonly onEvent?: Listener | null | undefined
}

/** Settings of the boundary that only a binding sets. */
const INTERNAL = ['environment', 'language', 'options']

const invalid: InvalidOption = (name, message) => createEnvelope('configuration', `${name}: ${message}`)

/**
 * Encodes settings in the form of the boundary. `fallback` has the defaults; those other than the
 * token are for the default base URL only.
 */
export function encodeSettings(settings: object, fallback: ClientOptions): string {
  const given = readOptions(settings, Object.keys(SETTINGS)).filter(([, value]) => !isBlank(value))
  const hasUrl = given.some(([name]) => name === 'baseUrl')
  const defaults = Object.entries(fallback).filter(([name]) => name === 'token' || !hasUrl)
  const merged = { ...Object.fromEntries(defaults), ...Object.fromEntries(given) } as object
  const set: [string, unknown][] = Object.entries(merged).filter(([name]) => name !== 'onEvent')
  const isOption = ([name]: [string, unknown]): boolean => Object.hasOwn(OPTIONS, name)
  const raw = set
    .filter((setting) => !isOption(setting))
    .map(([name, value]) => [
      INTERNAL.includes(name) ? `${name} (of this name)` : toBoundaryName(SETTINGS, name),
      value,
    ])
  return encode({
    ...(Object.fromEntries(raw) as object),
    language: `node/${process.versions.node}`,
    environment: readEnvironment(),
    options: toBoundary(Object.fromEntries(set.filter(isOption)), [], invalid),
  })
}
