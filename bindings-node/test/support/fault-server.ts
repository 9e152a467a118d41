/** The server that does harm to calls and judges what came of them: `tests/fault-server`, see `tests/faults/README.md`. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Entry } from './parity.js'
import { ROOT } from './place.js'
import type { Outcome } from './outcome.js'
import { Program } from './program.js'
import type { Called } from './vector.js'

/** What a cell's client and call need. */
export interface Setup extends Called {
  readonly id: number
  readonly token: string
  readonly base_url: string
  readonly ca_file?: string
  readonly proxy?: string
  readonly timeout_ms: { readonly attempt?: number }
  /** A call that comes first, with the same client. */
  readonly before?: Called
}

/** What a cell found. */
export interface Verdict {
  readonly entry: Omit<Entry, 'surface'>
  readonly differences: string[]
  /** Whether the cell says nothing, because the call did not come on the connection that the fault is about. */
  readonly void: boolean
}

interface Table {
  readonly samples: string[]
  readonly groups: { readonly faults: { readonly name: string }[] }[]
}

/** The faults, and the operations that are tried under each. */
export function load(): { faults: string[]; operations: string[] } {
  const { groups, samples } = JSON.parse(readFileSync(join(ROOT, 'tests', 'faults', 'table.json'), 'utf8')) as Table
  return { faults: groups.flatMap(({ faults }) => faults.map(({ name }) => name)), operations: samples }
}

/** The running program. */
export class FaultServer {
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(): Promise<FaultServer> {
    return new FaultServer(await Program.start('SDK_TEST_FAULT_SERVER', 'edgegap-fault-server'))
  }

  /** Sets a cell up. */
  open(fault: string, operation: string): Promise<Setup> {
    return this.#program.ask('POST', '/_fault', { fault, operation }) as Promise<Setup>
  }

  /** Settles once nothing is under way on the connections of a cell, and those that its fault closes are closed. */
  async idle(setup: Setup): Promise<void> {
    await this.#program.ask('GET', `/_fault/${setup.id}/idle`)
  }

  /** Ends a cell. */
  close(setup: Setup, outcome: Outcome): Promise<Verdict> {
    return this.#program.ask('POST', `/_fault/${setup.id}`, said(outcome)) as Promise<Verdict>
  }

  stop(): Promise<void> {
    return this.#program.stop()
  }
}

/** The outcome of a call, in the form of the boundary. */
function said({ replies, error }: Outcome): unknown {
  if (error !== undefined) return { error }
  const [reply] = replies
  return { value: reply?.value, attempts: (reply?.meta as { attempts: unknown }).attempts }
}
