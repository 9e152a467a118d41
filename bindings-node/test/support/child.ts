/** Runs scripts of `test/child` and other programs in processes of their own. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Exit status and output of a process. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the script of this name, with no other variables for the SDK. Kills it after a minute. */
export function child(
  name: string,
  variables: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Ended> {
  return run(process.execPath, [script(name), ...args], variables)
}

/** The path of a script in `test/child`. */
export function script(name: string): string {
  return join(__dirname, '..', 'child', `${name}.js`)
}

/** Runs a program until it exits. */
export async function run(
  program: string,
  args: readonly string[],
  variables: Record<string, string> = {},
  cwd?: string,
): Promise<Ended> {
  // A test runner within a test must not report to the outer one.
  const env = { ...process.env, ...variables, NODE_TEST_CONTEXT: undefined }
  const limits = { timeout: 60_000, killSignal: 'SIGKILL' } as const
  // On Windows, npm and installed programs are scripts.
  const shell = process.platform === 'win32' && program !== process.execPath
  const started = spawn(program, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], ...limits })
  let [stdout, stderr] = ['', '']
  started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  started.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const [code, signal] = (await once(started, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}

/** Asserts that a process exited with this output, without errors. */
export async function succeeds(process: Promise<Ended>, stdout = 'done\n'): Promise<void> {
  assert.deepEqual(await process, { code: 0, signal: null, stdout, stderr: '' })
}
