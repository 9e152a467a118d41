/** Test servers in processes of their own, with a control interface over HTTP. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { ROOT } from './place.js'

/** One connection for each request. */
const AGENT = new Agent({ keepAlive: false })

/** A running server. It exits when its standard input closes, unless somebody else started it. */
interface Running {
  readonly child?: ChildProcess
  readonly url: string
}

/**
 * Starts the program at the path in this variable, or the one that cargo built. A URL is a server
 * that runs.
 */
export async function launch(variable: string, name: string): Promise<Running> {
  const program = process.env[variable] ?? join(ROOT, 'target', 'debug', name)
  if (program.startsWith('http://')) return { url: program }
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
    // Not `fetch`: it sets a limit for idle connections, which wine does not know.
    const sent = request(this.#running.url + path, { method, agent: AGENT })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    const text = Buffer.concat(await response.toArray()).toString('utf8')
    if (response.statusCode !== 200) throw new Error(`${method} ${path}: ${text}`)
    return JSON.parse(text) as unknown
  }

  async stop(): Promise<void> {
    const { child } = this.#running
    if (child === undefined) return
    const exited = once(child, 'exit')
    child.stdin?.end()
    await exited
  }
}
