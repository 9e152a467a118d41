import sdk = require('edgegap-sdk')
import testing = require('edgegap-sdk/testing')

export async function names(client: sdk.Client): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of client.versions.list('my-game', { limit: 10 }, { signal: AbortSignal.timeout(1000) }))
    names.push(name)
  return names
}

// @ts-expect-error -- the types are installed
new sdk.Client({ tokn: 't' })

// @ts-expect-error -- the types are installed
testing.useEmulator({})
