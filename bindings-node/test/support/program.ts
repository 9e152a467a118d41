/** Test servers in processes of their own, with a control interface over HTTP. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { ROOT } from './place.js'

/** A running server. It exits when its standard input closes. */
interface Running {
  readonly child: ChildProcess
  readonly url: string
}

/** Starts the program at the path in this variable, or the one that cargo built. */
export async function launch(variable: string, name: string): Promise<Running> {
  const program = process.env[variable] ?? join(ROOT, 'target', 'debug', name)
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
  const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
  return { child, url }
}

/** A client of the control interface. */
export abstract class Program {
  readonly #running: Running

  protected constructor(running: Running) {
    this.#running = running
  }

  /** Sends a request to the control interface. */
  protected async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(this.#running.url + path, init)
    const json: unknown = await response.json()
    if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }

  async stop(): Promise<void> {
    const { child } = this.#running
    const exited = once(child, 'exit')
    child.stdin?.end()
    await exited
  }
}
