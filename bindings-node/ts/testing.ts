/**
 * An emulator for tests, with any test runner that has hooks: node:test, Vitest, Jest, Mocha.
 *
 * @example
 * ```ts
 * import { after, afterEach, before, test } from 'node:test'
 * import { useEmulator } from 'edgegap-sdk/testing'
 *
 * const edgegap = useEmulator({ before, afterEach, after })
 *
 * test('an empty account', async () => {
 *   assert.equal(await edgegap.client().applications.list().total(), 0)
 * })
 * ```
 *
 * @packageDocumentation
 */

import './native/es-bundle.js'

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Client } from './client.js'
import { Emulator } from './emulator.js'
import { createEnvelope } from './envelope.js'
import { replaceVariables } from './environment.js'
import type { EdgegapError } from './error.js'
import { toError } from './failure.js'
import { getHref, getMessage, isBlank, isObject, peek } from './foreign.js'
import { describeNonObject } from './json.js'
import { readOptions } from './options.js'
import type { ClientOptions } from './settings.js'

/** A function of a test runner that runs another one before or after tests. */
export type Hook = (run: () => Promise<void>) => unknown

/** The hooks of a test runner, under the names that they have there. */
export type Hooks = {
  /** Runs after each test. */
  readonly afterEach: Hook
} & (
  | {
      /** Runs before the first test, in node:test and Mocha. */ readonly before: Hook
      /** Runs after the last test, in node:test and Mocha. */ readonly after: Hook
    }
  | {
      /** Runs before the first test, in Vitest and Jest. */ readonly beforeAll: Hook
      /** Runs after the last test, in Vitest and Jest. */ readonly afterAll: Hook
    }
)

/** Options of `useEmulator`. */
export interface TestOptions {
  /**
   * What is in the emulator before each test: the path of a JSON file, which ends with `.json`, as
   * a string or a `URL`; the name of a scene of the emulator; or a document, as `emulator.state()`
   * returns it. Default: nothing.
   */
  readonly scene?: string | URL | object | null | undefined
  /**
   * True sets `EDGEGAP_BASE_URL` and `EDGEGAP_TOKEN` while the tests run, so that code which reads
   * the environment calls the emulator, and never the live service. Other variables with a URL, a
   * token or limits of a client are removed. All are restored after the last test. Default false.
   */
  readonly environment?: boolean | null | undefined
}

/** An emulator that a file or a block of tests uses. */
export interface TestEmulator {
  /**
   * The emulator.
   *
   * @throws `ConfigurationError` before the hook has started it; `ClosedError` after the last test.
   */
  readonly emulator: Emulator
  /**
   * Creates a client of the emulator. Its URL and token are the defaults for these settings.
   *
   * @throws the same as `emulator`.
   */
  client(options?: ClientOptions | null): Client
}

const NAMES = ['scene', 'environment']

/** Variables that would change where a client calls, or what it is allowed to call. */
const OTHERS = ['EDGEGAP_API_URL', 'EDGEGAP_API_TOKEN', 'EDGEGAP_API_KEY', 'EDGEGAP_READ_ONLY', 'EDGEGAP_APP_ALLOWLIST']

/**
 * Starts an emulator before the first test of a file or a `describe` block, resets it after each
 * test, and stops it after the last one. Tests that run at the same time need emulators of their
 * own.
 *
 * @example
 * ```ts
 * const edgegap = useEmulator({ beforeAll, afterEach, afterAll }, { scene: 'test/scene.json' })
 * ```
 *
 * @param hooks - The hooks of the test runner, which is not imported here.
 * @throws `ConfigurationError` for missing hooks and unknown options.
 */
export function useEmulator(hooks: Hooks, options?: TestOptions | null): TestEmulator {
  const [beforeAll, afterEach, afterAll] = readHooks(hooks)
  const shared = new SharedEmulator(readTestOptions(options))
  beforeAll(() => shared.start())
  afterEach(() => shared.reset())
  afterAll(() => shared.stop())
  return {
    get emulator(): Emulator {
      return shared.get()
    },
    client(options?: ClientOptions | null): Client {
      return shared.get().client(options)
    },
  }
}

/** An emulator between the hooks. */
class SharedEmulator {
  readonly #options: TestOptions
  #emulator: Emulator | undefined
  #isOver = false
  #restore: (() => void) | undefined

  constructor(options: TestOptions) {
    this.#options = options
  }

  get(): Emulator {
    if (this.#emulator !== undefined) return this.#emulator
    if (this.#isOver) throw toError(createEnvelope('closed', 'the emulator was stopped after the last test'), this.get)
    const advice = 'use it in a test or in a hook after `useEmulator`, not where tests are declared'
    throw toError(createEnvelope('configuration', `the emulator is not started yet: ${advice}`), this.get)
  }

  async start(): Promise<void> {
    this.#isOver = false
    const scene = await readScene(this.#options.scene)
    const emulator = await Emulator.start()
    try {
      if (scene !== undefined) await emulator.load(scene)
    } catch (error) {
      await emulator.stop()
      throw error
    }
    this.#emulator = emulator
    if (this.#options.environment === true) {
      this.#restore?.()
      const removed = Object.fromEntries(OTHERS.map((name) => [name, undefined]))
      const own = { EDGEGAP_BASE_URL: emulator.url, EDGEGAP_TOKEN: emulator.token }
      this.#restore = replaceVariables({ ...removed, ...own })
    }
  }

  async reset(): Promise<void> {
    const emulator = this.#emulator
    // The hook before the tests may have failed.
    if (emulator === undefined) return
    try {
      await emulator.reset()
    } catch (error) {
      if (peek(error, 'code') !== 'closed') throw error
      // The test has stopped it: the next one gets another.
      await this.start()
      return
    }
    const scene = await readScene(this.#options.scene)
    if (scene !== undefined) await emulator.load(scene)
  }

  async stop(): Promise<void> {
    const emulator = this.#emulator
    this.#emulator = undefined
    this.#isOver = true
    this.#restore?.()
    this.#restore = undefined
    await emulator?.stop()
  }
}

function readHooks(hooks: unknown): readonly [Hook, Hook, Hook] {
  const find = (...names: readonly string[]): Hook => {
    const found = names.map((name) => peek(hooks, name)).find((hook) => typeof hook === 'function')
    if (found !== undefined) return found as Hook
    throw fail(
      `hooks.${names.join(' or hooks.')} must be a function: pass the hooks of the test runner, ` +
        'like useEmulator({ before, afterEach, after }) or useEmulator({ beforeAll, afterEach, afterAll })',
    )
  }
  return [find('beforeAll', 'before'), find('afterEach'), find('afterAll', 'after')]
}

function readTestOptions(options: unknown): TestOptions {
  const set = options ?? {}
  const actual = describeNonObject(set)
  if (actual !== undefined) throw fail(`options must be an object, like { scene }, not ${actual}`)
  const read = readOptions(set, NAMES)
  const unknown = read.find(([name]) => !NAMES.includes(name))
  if (unknown !== undefined) throw fail(`${unknown[0]} is not an option: there are ${NAMES.join(' and ')}`)
  const { scene, environment } = Object.fromEntries(read.filter(([, value]) => !isBlank(value)))
  if (environment !== undefined && typeof environment !== 'boolean') throw fail('environment must be true or false')
  if (scene !== undefined && typeof scene !== 'string' && !isObject(scene)) {
    throw fail(`scene must be a path, a URL, a name or an object, not a ${typeof scene}`)
  }
  return { scene, environment }
}

/** Reads the file of a scene; a name or a document is returned as it is. */
async function readScene(scene: TestOptions['scene']): Promise<string | object | undefined> {
  if (scene === undefined || scene === null) return undefined
  const href = isObject(scene) ? getHref(scene) : undefined
  if (href === undefined && (typeof scene !== 'string' || !scene.endsWith('.json'))) return scene
  const path = href === undefined ? resolve(scene as string) : fileURLToPath(href)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw fail(`scene names ${path}, which cannot be read: ${getMessage(error)}`)
  }
  try {
    return JSON.parse(text) as object
  } catch (error) {
    throw fail(`scene names ${path}, which is not JSON: ${getMessage(error)}`)
  }
}

function fail(message: string): EdgegapError {
  return toError(createEnvelope('configuration', message), useEmulator)
}
