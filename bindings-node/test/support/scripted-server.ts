/** The server that plays vectors byte for byte: `tests/scripted-server`, a program of its own. */

import { Program } from './program.js'

/** A script that is being played. */
export interface Script {
  readonly id: number
  readonly base_url: string
  /** What placeholders stand for, by their names. */
  readonly places: Readonly<Record<string, string>>
}

/** What was observed of a script. */
export interface Report {
  readonly mismatches: string[]
  readonly unused: number
  /**
   * Whether the play says nothing, because a request came on a new connection that was to come on
   * one used before.
   */
  readonly void: boolean
}

/** A text of a vector with its placeholders filled in. */
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

  load(exchanges: unknown): Promise<Script> {
    return this.#program.ask('POST', '/_script', { exchanges }) as Promise<Script>
  }

  /** Ends a script and says what was observed. */
  end(script: Script): Promise<Report> {
    return this.#program.ask('DELETE', `/_script/${script.id}`) as Promise<Report>
  }

  /** Settles once every connection that a reply ended has been closed by the server. */
  async ended(script: Script): Promise<void> {
    await this.#program.ask('GET', `/_script/${script.id}/ended`)
  }

  stop(): Promise<void> {
    return this.#program.stop()
  }
}
