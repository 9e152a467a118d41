/**
 * The native part as TypeScript sees it, in the order of `bindings-node/src`. Everything crosses as JSON text in the form of
 * `tests/contract/boundary.md`; what throws or rejects here has an error of that form as its message.
 */

/** `src/client.rs`. */
export interface NativeClient {
  readonly baseUrl: string
  readonly warnings: readonly string[]
  withOptions(options: string): NativeClient
  close(): void
}

/** What a call came to: its ticket, and when it worked its value and its evidence, page and meta; else the error and nothing. */
export type Completion = [ticket: number, ok: boolean, json: string, evidence: string]

/** `src/queue.rs`. */
export interface NativeQueue {
  submit(client: NativeClient, operation: string, args: string, options: string): number
  drain(): Completion[]
  cancel(ticket: number): void
}

/** `src/emulator.rs`. */
export interface NativeEmulator {
  readonly url: string
  readonly token: string
  control(method: string, path: string, body: string): Promise<string>
  stop(): Promise<void>
}

/** All of it. */
export interface Native {
  readonly Client: new (settings: string) => NativeClient
  readonly Queue: new (wake: () => void) => NativeQueue
  readonly Emulator: { start(settings: string): Promise<NativeEmulator> }
  contract(): string
  version(): string
  runEmulator(args: string[], environment: Readonly<Record<string, string>>): number
}
