/** The form of a vector, and the files that have them: `tests/vectors/README.md`. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { VECTORS } from './place.js'

export interface Setup {
  /** Null: not given. */
  token?: string | null
  base_url?: string | null
  allow_http?: boolean
  ca_file?: string
  proxy?: string
  /** All variables of the environment in which the client is made. */
  environment?: Record<string, string>
  max_retries?: number
  backoff_ms?: { initial: number; max: number }
  timeout_ms?: { connect?: number; attempt?: number; total?: number }
  headers?: Record<string, string>
  max_body_bytes?: number
}

/** A call, in the form of the boundary. */
export interface Called {
  operation: string
  arguments?: { path?: Record<string, unknown>; query?: unknown; body?: unknown }
  options?: Record<string, unknown>
  drain?: 'page' | 'items' | 'pages'
}

export interface Vector extends Called {
  name: string
  client?: Setup
  /** Calls that come first, with the same client. */
  before?: Called[]
  surface?: ('dispatch' | 'typed')[]
  languages?: string[]
  exchanges: unknown[]
  /** Compared by the scripted server. */
  expect: Record<string, unknown>
}

/**
 * The vectors for Node of each file, without those that no typed surface can express. Those that
 * types alone forbid are run: JavaScript can express them.
 */
export function load(): { file: string; vectors: Vector[] }[] {
  // Emulated platforms run one of so many vectors.
  const every = Number(process.env['SDK_TEST_EVERY'] ?? 1)
  let count = 0
  const files = readdirSync(VECTORS).filter((name) => name.endsWith('.json') && name !== 'vector.schema.json')
  return files.sort().map((name) => {
    const text = readFileSync(join(VECTORS, name), 'utf8').replaceAll('{{files}}', inJson(join(VECTORS, 'files')))
    const isForNode = ({ surface, languages }: Vector): boolean =>
      (surface?.includes('typed') ?? true) && (languages?.includes('node') ?? true)
    const vectors = (JSON.parse(text) as Vector[]).filter(isForNode).filter(() => count++ % every === 0)
    return { file: name.slice(0, -'.json'.length), vectors }
  })
}

/** A text as a part of a string of JSON: on Windows, paths have backslashes. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
