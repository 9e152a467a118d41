import { Emulator, EdgegapError } from 'edgegap-sdk'
import { useEmulator, type Hooks } from 'edgegap-sdk/testing'

export async function start(): Promise<string> {
  const emulator = await Emulator.start({ port: 0 })
  await emulator.inject({ kind: 'status', code: 503, retryAfter: 1 })
  return emulator.url
}

export const kind = (error: EdgegapError): string => error.code

// @ts-expect-error -- the types are installed
new Emulator()

export const url = (hooks: Hooks): string => useEmulator(hooks, { environment: true }).emulator.url

// @ts-expect-error -- the types are installed
useEmulator({})
