/** Emulators, sample objects and error matchers that many tests use. */

import type { TestContext } from 'node:test'

import {
  Emulator,
  ValidationError,
  type Client,
  type ClientOptions,
  type EmulatorOptions,
  type NewApplication,
  type NewEndpointStorage,
  type NewVersion,
} from 'edgegap-sdk'

export const APPLICATION: NewApplication = { name: 'my-game', is_active: true, image: '' }

export const VERSION: NewVersion = {
  name: '1.0.0',
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 1024,
  req_memory: 2048,
}

export const STORAGE: NewEndpointStorage = {
  name: 'logs',
  access_key_id: 'key',
  secret_access_key: 'canary-secret',
  endpoint: 'https://s3.example.com',
  bucket: 'game-logs',
}

/** Starts an emulator that stops after the test, and creates a client of it. */
export async function start(
  context: TestContext,
  options: ClientOptions = {},
  settings: EmulatorOptions = {},
): Promise<{ emulator: Emulator; client: Client }> {
  const emulator = await Emulator.start(settings)
  context.after(() => emulator.stop())
  return { emulator, client: emulator.client(options) }
}

/** Creates an application of each name. */
export async function createAll(client: Client, ...names: readonly string[]): Promise<void> {
  for (const name of names) await client.applications.create({ ...APPLICATION, name })
}

/** Matches a `ValidationError` whose first violation has this path, and this code. */
export function invalid(path: string, code?: string): (error: unknown) => boolean {
  return (error) => {
    const violation = error instanceof ValidationError ? error.violations[0] : undefined
    return violation?.path === path && (code === undefined || violation.code === code)
  }
}

/** Matches an error of this class whose message contains all of these strings. */
export function saying(
  kind: abstract new (...args: never[]) => Error,
  ...parts: readonly string[]
): (error: unknown) => boolean {
  return (error) => error instanceof kind && parts.every((part) => error.message.includes(part))
}

/** Getter that throws. */
export function fail(): never {
  throw new Error('thrown by the test')
}

/** The values of one property of all items. */
export function pick<T, K extends keyof T>(items: readonly T[] | null | undefined, key: K): T[K][] | undefined {
  return items?.map((item) => item[key])
}
