/** The server that plays vectors byte for byte and judges the outcomes: `tests/scripted-server`. */

import type { Outcome } from './outcome.js'
import { launch, Program } from './program.js'

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
  /** True if a request needs a used connection and came on a new one: play the vector again. */
  readonly void: boolean
}

/** A string of a vector with its placeholders filled in. */
export function fill(text: string, { places }: Script): string {
  return Object.entries(places).reduce((filled, [name, place]) => filled.replaceAll(`{{${name}}}`, place), text)
}

/** The running server. */
export class ScriptedServer extends Program {
  static async start(): Promise<ScriptedServer> {
    return new ScriptedServer(await launch('SDK_TEST_SCRIPTED_SERVER', 'edgegap-scripted-server'))
  }

  /** Loads a vector, or exchanges alone. */
  load(vector: { readonly exchanges: unknown[] }): Promise<Script> {
    return this.ask('POST', '/_script', vector) as Promise<Script>
  }

  /** Ends the script of a vector and compares. */
  judge(script: Script, outcome: Outcome): Promise<Verdict> {
    return this.ask('POST', `/_script/${script.id}/outcome`, outcome) as Promise<Verdict>
  }

  /** Waits until the server has closed every connection that a reply ended. */
  async ended(script: Script): Promise<void> {
    await this.ask('GET', `/_script/${script.id}/ended`)
  }
}
