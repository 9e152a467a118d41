/** The server that plays vectors byte for byte and judges the outcomes: `tests/scripted-server`. */

import type { Outcome } from './outcome.js'
import { Program } from './program.js'

/** A script that is played. */
export interface Script {
  readonly id: number
  readonly base_url: string
  /** The values of placeholders by their names. */
  readonly places: Readonly<Record<string, string>>
}

/** The differences of a play from its vector. */
export interface Verdict {
  readonly differences: string[]
  /** True if a request came on a new connection and needs a used one: the vector is played again. */
  readonly void: boolean
}

/** A string of a vector with its placeholders filled in. */
export function fill(text: string, { places }: Script): string {
  return Object.entries(places).reduce((filled, [name, place]) => filled.replaceAll(`{{${name}}}`, place), text)
}

/** The running program. */
export class ScriptedServer {
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(): Promise<ScriptedServer> {
    return new ScriptedServer(await Program.start('SDK_TEST_SCRIPTED_SERVER', 'edgegap-scripted-server'))
  }

  /** Loads a vector, or exchanges alone. */
  load(vector: { readonly exchanges: unknown[] }): Promise<Script> {
    return this.#program.ask('POST', '/_script', vector) as Promise<Script>
  }

  /** Ends the script of a vector and compares. */
  judge(script: Script, outcome: Outcome): Promise<Verdict> {
    return this.#program.ask('POST', `/_script/${script.id}/outcome`, outcome) as Promise<Verdict>
  }

  /** Settles once every connection that a reply ended has been closed by the server. */
  async ended(script: Script): Promise<void> {
    await this.#program.ask('GET', `/_script/${script.id}/ended`)
  }

  stop(): Promise<void> {
    return this.#program.stop()
  }
}
