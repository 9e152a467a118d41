/**
 * The interface of the native addon, in the order of `bindings-node/src`. Every value crosses as
 * JSON in the form of `tests/contract/boundary.md`. Errors carry such JSON as their message.
 */

/** `src/client.rs`. */
export interface NativeClient {
  readonly baseUrl: string
  readonly warnings: readonly string[]
  readonly logLevel: string
  withOptions(options: string): NativeClient
  close(): void
}

/**
 * The outcome of a call: its ticket, then for a success the value and its metadata (page and
 * response metadata), or for a failure the error and an empty string. `isLong` is true if the value
 * has a string that is not printed in full.
 */
export type Completion = [ticket: number, ok: boolean, json: string, metadata: string, isLong: boolean]

/** `src/queue.rs`. */
export interface NativeQueue {
  submit(client: NativeClient, operation: string, args: string, options: string, wake: () => void): number
  drain(): Completion[]
  cancel(ticket: number): void
}

/** `src/emulator.rs`. */
export interface NativeEmulator {
  readonly url: string
  readonly token: string
  control(method: string, path: string, body: string): Promise<string>
  /** Null if there is nothing to wait for. */
  stop(): Promise<void> | null
}

/** `src/log.rs`. An entry of the log; `line` has the time and the level. */
export interface LogEntry {
  readonly level: string
  readonly text: string
  readonly line: string
}

/** The exports of the addon. */
export interface Native {
  readonly Client: new (settings: string) => NativeClient
  readonly Queue: new () => NativeQueue
  readonly Emulator: {
    start(settings: string): Promise<NativeEmulator>
    attach(settings: string): Promise<NativeEmulator>
  }
  log(call: string, level: string): string
  contract(): string
  version(): string
  runEmulator(args: string[], environment: Readonly<Record<string, string>>): number
  /** Runs the program `edgegap` and returns its exit code. It blocks the thread. */
  runProgram(args: string[], environment: Readonly<Record<string, string>>): number
}
