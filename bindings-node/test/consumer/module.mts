import { Client, NotFoundError, type Call, type NewVersion, type Version } from 'edgegap-sdk'

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
