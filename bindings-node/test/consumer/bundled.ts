import { Emulator, EdgegapError } from 'edgegap-sdk'

export async function start(): Promise<string> {
  const emulator = await Emulator.start({ port: 0 })
  await emulator.inject({ kind: 'status', code: 503, retryAfter: 1 })
  return emulator.url
}

export const kind = (error: EdgegapError): string => error.code

// @ts-expect-error -- the types are installed
new Emulator()
