import { Client, NotFoundError, type Call, type NewVersion, type Version } from 'edgegap-sdk'
import { useEmulator, type Hooks } from 'edgegap-sdk/testing'

export async function read(client: Client, build: NewVersion): Promise<Version | undefined> {
  const call: Call<Version> = client.versions.create('my-game', build)
  try {
    return (await call.withMeta()).value
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

// @ts-expect-error -- the types are installed
new Client({ tokn: 't' })

export const url = (hooks: Hooks): string => useEmulator(hooks, { environment: true }).emulator.url

// @ts-expect-error -- the types are installed
useEmulator({})
