// @ts-check
// Makes one version run the image of another, and waits until the service has taken it:
//
//     node examples/promote.mjs my-game dev live
//
// Publishing itself needs no code: `edgegap apply` does it with a manifest. Set EDGEGAP_TOKEN to
// your API token, and EDGEGAP_BASE_URL to use an emulator.

import { Client, EdgegapError } from 'edgegap-sdk'

const [app, source, target] = process.argv.slice(2)
if (app === undefined || source === undefined || target === undefined) {
  console.error('usage: promote.mjs APPLICATION SOURCE TARGET')
  process.exit(2)
}
const client = new Client({ userAgent: 'promote/1.0' })
try {
  const { docker_repository, docker_image, docker_tag } = await client.versions.get(app, source)
  // Size, ports and variables of the target stay.
  await client.versions.update(app, target, { docker_repository, docker_image, docker_tag })
  await client.versions.wait(app, target, { docker_tag }, { timeout: 120_000 })
  console.log(`${target} has ${docker_image}:${docker_tag}`)
} catch (error) {
  if (!(error instanceof EdgegapError)) throw error
  console.error(`not promoted: ${error.message}`)
  process.exitCode = 1
}
