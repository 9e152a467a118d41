/** Manifests as arguments of calls, and their problems. */

import { fileURLToPath } from 'node:url'

import { validationEnvelope } from './envelope.js'
import { readEnvironment } from './environment.js'
import { toError } from './failure.js'
import { getHref, isObject, isSet } from './foreign.js'
import { describeNonObject } from './json.js'
import { toBoundaryName, type Names } from './names.js'
import { readOptions } from './options.js'

/** The text of a manifest, in place of the path of a file. */
export interface ManifestText {
  /** The manifest. */
  readonly text: string
  /** Format of the text. Default `toml`. */
  readonly format?: 'toml' | 'json' | null | undefined
  /**
   * Path for messages, which need not exist. Paths in the manifest are relative to its folder.
   * Default `edgegap.toml`.
   */
  readonly path?: string | null | undefined
}

/** A manifest: the path or the `file:` URL of a file, or its text. */
export type ManifestSource = string | URL | ManifestText

/** What a manifest uses. */
export interface ManifestOptions {
  /** Values for `${NAME}`, before those of the environment. */
  readonly set?: Readonly<Record<string, string | undefined>> | null | undefined
}

/** A part of the text of a manifest. Lines and columns count from 1, columns in characters. */
export interface ProblemPlace {
  /** Line of the first character. */
  readonly line: number
  /** Column of the first character. */
  readonly column: number
  /** Line of the end. */
  readonly end_line: number
  /** Column after the last character. */
  readonly end_column: number
}

/** A problem of a manifest. */
export interface Problem {
  /** How severe it is. Only an `error` prevents the use of the manifest. */
  readonly level: 'error' | 'warning' | 'note'
  /** Kind of the problem: `out_of_range`, `tag_latest`. */
  readonly code: string
  /** Path of the value: `versions.dev.ports[0].port`. Empty for the manifest itself. */
  readonly path: string
  /** What is wrong, without secrets. */
  readonly message: string
  /** What to do, if the message does not say it. */
  readonly advice?: string
  /** Path of the manifest, as it was given. */
  readonly file: string
  /** Where it is, unless it is a problem of the file. */
  readonly place?: ProblemPlace
  /** Other places that belong to it. */
  readonly others?: readonly ProblemPlace[]
  /** The problem with the lines of the manifest, without secrets. */
  readonly text: string
}

/** A manifest without errors. */
export interface ManifestCheck {
  /** Name of the application. */
  readonly app: string
  /** What is probably not meant, in the order of the file. */
  readonly warnings: readonly Problem[]
}

/** Options of the calls about manifests, each with its name on the boundary. */
const NAMES: Names = {
  set: 'set',
  resendSecrets: 'resend_secrets',
  unlink: 'unlink',
  recreate: 'recreate',
  wait: 'wait_ms',
  manifest: 'manifest',
  dryRun: 'dry_run',
  versions: 'versions',
  tags: 'tags',
  delete: 'delete',
}

/** Fields of the query that no option sets. */
const INTERNAL = ['environment', 'plan', 'limit']

/**
 * The query of a call about a manifest, with the environment of now. The core reports wrong values
 * and unknown options.
 *
 * @throws `ValidationError` if the options are not an object.
 */
export function manifestQuery(
  operation: string,
  manifest: unknown,
  options: unknown,
  above: CallableFunction,
): Record<string, unknown> {
  const set = options ?? {}
  const actual = describeNonObject(set)
  if (actual !== undefined) {
    const message = `must be an object, like { set: { TAG: 'b43' } }, not ${actual}`
    throw toError(validationEnvelope(operation, 'options', message), above)
  }
  const given = readOptions(set, Object.keys(NAMES)).map(([name, value]): [string, unknown] => {
    const own = INTERNAL.includes(name) ? `${name} (of this name)` : toBoundaryName(NAMES, name)
    return [own, own === 'manifest' ? encodeManifest(value) : value]
  })
  const source = isSet(manifest) ? { manifest: encodeManifest(manifest) } : {}
  return { ...source, ...Object.fromEntries(given), environment: readEnvironment() }
}

/** A path is a string; the core reports other values that are not a text. */
function encodeManifest(manifest: unknown): unknown {
  const url = isObject(manifest) ? getHref(manifest) : undefined
  if (url === undefined) return manifest
  try {
    return fileURLToPath(url)
  } catch {
    return { $unsendable: 'a URL that is not a local file' }
  }
}
