/** The server that plays vectors byte for byte: `tests/scripted-server`, a program of its own. */

import { Program } from './program.js'

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
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(): Promise<ScriptedServer> {
    return new ScriptedServer(await Program.start('EDGEGAP_SCRIPTED_SERVER', 'edgegap-scripted-server'))
  }

  load(exchanges: unknown): Promise<Script> {
    return this.#program.ask('POST', '/_script', { exchanges }) as Promise<Script>
  }

  /** Ends a script and says what was observed. */
  end(script: Script): Promise<Report> {
    return this.#program.ask('DELETE', `/_script/${script.id}`) as Promise<Report>
  }

  stop(): Promise<void> {
    return this.#program.stop()
  }
}
