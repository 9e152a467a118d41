/**
 * A test server in a process of its own, with a control interface over HTTP. It exits when its
 * standard input closes.
 */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { ROOT } from './place.js'

/** The running server. */
export class Program {
  readonly #child: ChildProcess
  readonly #url: string

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  /** Starts the program at the path in this variable, or the one that cargo built. */
  static async start(variable: string, name: string): Promise<Program> {
    const program = process.env[variable] ?? join(ROOT, 'target', 'debug', name)
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
    const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
    return new Program(child, url)
  }

  /** Sends a request to the control interface. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(
      this.#url + path,
      body === undefined ? { method } : { method, body: JSON.stringify(body) },
    )
    const json: unknown = await response.json()
    if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.stdin?.end()
    await exited
  }
}
