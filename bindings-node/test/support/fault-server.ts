/** The server that injects faults and judges the outcomes: see `tests/faults/README.md`. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Entry } from './parity.js'
import { ROOT } from './place.js'
import type { Outcome } from './outcome.js'
import { launch, Program } from './program.js'
import type { Called } from './vector.js'

/** The client and the call of a cell. */
export interface Setup extends Called {
  readonly id: number
  readonly token: string
  readonly base_url: string
  readonly ca_file?: string
  readonly proxy?: string
  readonly timeout_ms: { readonly attempt?: number }
  /** A call to make first, with the same client. */
  readonly before?: Called
}

/** The result of a cell. */
export interface Verdict {
  readonly entry: Omit<Entry, 'surface'>
  readonly differences: string[]
  /** True if the result is not valid, because the call used another connection than the fault. */
  readonly void: boolean
}

interface Table {
  readonly samples: string[]
  readonly groups: { readonly faults: { readonly name: string }[] }[]
}

/** The faults, and the operations to run under each. */
export function load(): { faults: string[]; operations: string[] } {
  const { groups, samples } = JSON.parse(readFileSync(join(ROOT, 'tests', 'faults', 'table.json'), 'utf8')) as Table
  return { faults: groups.flatMap(({ faults }) => faults.map(({ name }) => name)), operations: samples }
}

/** The running server. */
export class FaultServer extends Program {
  static async start(): Promise<FaultServer> {
    return new FaultServer(await launch('SDK_TEST_FAULT_SERVER', 'edgegap-fault-server'))
  }

  /** Opens a cell. */
  open(fault: string, operation: string): Promise<Setup> {
    return this.ask('POST', '/_fault', { fault, operation }) as Promise<Setup>
  }

  /** Waits until the connections of a cell are idle, and those that its fault closes are closed. */
  async idle(setup: Setup): Promise<void> {
    await this.ask('GET', `/_fault/${setup.id}/idle`)
  }

  /** Reports the outcome of a cell, and closes it. */
  close(setup: Setup, outcome: Outcome): Promise<Verdict> {
    return this.ask('POST', `/_fault/${setup.id}`, report(outcome)) as Promise<Verdict>
  }
}

/** The outcome of a call, in the form of the boundary. */
function report({ replies, error }: Outcome): unknown {
  if (error !== undefined) return { error }
  const [reply] = replies
  return { value: reply?.value, attempts: (reply?.meta as { attempts: unknown }).attempts }
}
