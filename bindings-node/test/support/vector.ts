/** The form of a vector, and the files that have them: `tests/vectors/README.md`. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { VECTORS } from './place.js'

export interface ExpectAttempt {
  outcome: string
  waited_ms?: [number, number]
}

export interface ExpectError {
  kind: string
  status?: number
  request_id?: string
  retryable?: boolean
  maybe_applied?: boolean
  attempts?: (string | ExpectAttempt)[]
  message_contains?: string[]
  violations?: { path: string; code: string; limit?: number }[]
  retry_after_ms?: [number, number]
  extra?: unknown
  excerpt?: string
  excerpt_contains?: string[]
  method?: string
  url_path?: string
}

export interface Expect {
  value?: unknown
  items?: unknown[]
  pages?: unknown[][]
  total?: number
  page?: { number: number; total?: number; more: boolean }
  meta?: { status?: number; request_id?: string; headers?: Record<string, string>; attempts?: (string | ExpectAttempt)[] }
  error?: ExpectError
  nowhere?: string[]
}

export interface Setup {
  token?: string
  base_url?: string
  max_retries?: number
  backoff_ms?: { initial: number; max: number }
  timeout_ms?: { connect?: number; attempt?: number; total?: number }
  headers?: Record<string, string>
  max_body_bytes?: number
}

export interface Vector {
  name: string
  operation: string
  arguments?: { path?: Record<string, unknown>; query?: unknown; body?: unknown }
  options?: Record<string, unknown>
  client?: Setup
  surface?: ('dispatch' | 'typed')[]
  drain?: 'page' | 'items' | 'pages'
  exchanges: unknown[]
  expect: Expect
}

/** The vectors of each file, without those that no typed surface can say. Those that types alone forbid are run: JavaScript can say them. */
export function load(): { file: string; vectors: Vector[] }[] {
  const files = readdirSync(VECTORS).filter((name) => name.endsWith('.json') && name !== 'vector.schema.json')
  return files.sort().map((name) => {
    const text = readFileSync(join(VECTORS, name), 'utf8').replaceAll('{{files}}', join(VECTORS, 'files'))
    const vectors = (JSON.parse(text) as Vector[]).filter((vector) => vector.surface?.includes('typed') ?? true)
    return { file: name.slice(0, -'.json'.length), vectors }
  })
}
