/** The server that plays vectors byte for byte: `tests/scripted-server`, a program of its own. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { ROOT } from './place.js'

/** A script that is being played. */
export interface Script {
  readonly id: number
  readonly base_url: string
  readonly closed_url: string
  readonly plain_url: string
}

/** What was observed of a script. */
export interface Report {
  readonly mismatches: string[]
  readonly unused: number
}

/** The running program. */
export class ScriptedServer {
  readonly #child: ChildProcess
  readonly #url: string

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  static async start(): Promise<ScriptedServer> {
    const program = process.env['EDGEGAP_SCRIPTED_SERVER'] ?? join(ROOT, 'target', 'debug', 'edgegap-scripted-server')
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] })
    const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
    const [url] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
    return new ScriptedServer(child, url)
  }

  load(exchanges: unknown): Promise<Script> {
    return this.#ask('POST', '/_script', JSON.stringify({ exchanges })) as Promise<Script>
  }

  /** Ends a script and says what was observed. */
  end(script: Script): Promise<Report> {
    return this.#ask('DELETE', `/_script/${script.id}`) as Promise<Report>
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.stdin?.end()
    await exited
  }

  async #ask(method: string, path: string, body?: string): Promise<unknown> {
    const answer = await fetch(this.#url + path, body === undefined ? { method } : { method, body })
    const json: unknown = await answer.json()
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }
}
