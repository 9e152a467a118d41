/**
 * Loads the package like a test runner such as Jest: its modules run in a context with its own
 * globals. Only Node's modules are shared.
 */

import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createContext, runInContext, Script } from 'node:vm'

import type * as Sdk from 'edgegap-sdk'

import { PACKAGE } from './place.js'

type Body = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  file: string,
  folder: string,
) => void

/** A context with the package. */
export interface Sandbox {
  readonly sdk: typeof Sdk
  /** Environment variables of the context. */
  readonly env: Record<string, unknown>
  /** Evaluates an expression in the context. */
  evaluate(expression: string): unknown
}

/** Creates a sandbox with these variables. The script runs before the package is loaded. */
export function sandbox(env: Record<string, unknown> = {}, script = ''): Sandbox {
  const own = Object.assign(Object.create(process) as object, { env })
  const shared = {
    Buffer,
    URL,
    AbortController,
    AbortSignal,
    performance,
    setTimeout,
    clearTimeout,
    setImmediate,
    queueMicrotask,
  }
  const context = createContext({ ...shared, process: own })
  runInContext(script, context)
  const outside = createRequire(join(PACKAGE, 'dist', 'index.js'))
  const modules = new Map<string, { exports: object }>()

  function load(file: string): object {
    const loaded = modules.get(file)
    if (loaded !== undefined) return loaded.exports
    const module = { exports: {} }
    modules.set(file, module)
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`
    const body = new Script(source, { filename: file }).runInContext(context) as Body
    const require = (name: string): unknown => (name.startsWith('.') ? load(join(dirname(file), name)) : outside(name))
    body(module.exports, require, module, file, dirname(file))
    return module.exports
  }

  return {
    sdk: load(join(PACKAGE, 'dist', 'index.js')) as typeof Sdk,
    env,
    evaluate: (expression) => runInContext(`(${expression})`, context) as unknown,
  }
}
