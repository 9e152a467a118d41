/** A script in a process of its own: `test/child`. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the script of this name with nothing but these variables for the SDK. A script that hangs is ended after a minute. */
export function child(name: string, variables: Record<string, string> = {}, args: readonly string[] = []): Promise<Ended> {
  return run(process.execPath, [join(__dirname, '..', 'child', `${name}.js`), ...args], variables)
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[], variables: Record<string, string> = {}, cwd?: string): Promise<Ended> {
  // A test runner within a test is one of its own.
  const env = { ...process.env, ...variables, NODE_TEST_CONTEXT: undefined }
  const started = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' })
  let [stdout, stderr] = ['', '']
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = (await once(started, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}
