// @ts-check
// Publishes a build after a docker push:
//
//     node examples/publish.mjs my-game 1.0.0 me/game b42
//
// It can be run again: an existing version is updated. Set EDGEGAP_TOKEN to your API token, and
// EDGEGAP_BASE_URL to use an emulator.

import { Client, ConflictError, EdgegapError } from 'edgegap-sdk'

/** Number of versions that stay active. */
const KEEP = 5

/**
 * @param {Client} client
 * @param {string} app
 */
async function ensureApplication(client, app) {
  try {
    await client.applications.create({ name: app, is_active: true, image: '' })
    console.log(`application ${app}: created`)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    console.log(`application ${app}: already exists`)
  }
}

/**
 * @param {Client} client
 * @param {string} app
 * @param {import('edgegap-sdk').NewVersion} build
 */
async function publish(client, app, build) {
  try {
    const { docker_tag: tag } = await client.versions.create(app, build)
    console.log(`version ${build.name}: created with ${tag}`)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const { req_cpu: _cpu, req_memory: _memory, ...changes } = build
    const { docker_tag: tag } = await client.versions.update(app, build.name, changes)
    console.log(`version ${build.name}: updated to ${tag}`)
  }
}

/**
 * Deactivates all but the newest versions. Running deployments are not affected.
 * @param {Client} client
 * @param {string} app
 */
async function retire(client, app) {
  const versions = await client.versions.list(app).collect()
  versions.sort((a, b) => (a.create_time ?? '').localeCompare(b.create_time ?? ''))
  for (const { name } of versions.slice(0, -KEEP).filter((version) => version.is_active !== false)) {
    await client.versions.update(app, name, { is_active: false })
    console.log(`version ${name}: retired`)
  }
}

const [app, name, image, tag] = process.argv.slice(2)
if (app === undefined || name === undefined || image === undefined || tag === undefined) {
  console.error('usage: publish.mjs APPLICATION VERSION IMAGE TAG')
  process.exit(2)
}
const client = new Client({ userAgent: 'publish/1.0' })
try {
  await ensureApplication(client, app)
  await publish(client, app, {
    name,
    docker_repository: process.env['REGISTRY'] || 'docker.io',
    docker_image: image,
    docker_tag: tag,
    req_cpu: 1024,
    req_memory: 2048,
    max_duration: 60,
    ports: [{ port: 7777, protocol: 'UDP', name: 'gameport' }],
  })
  await retire(client, app)
} catch (error) {
  if (!(error instanceof EdgegapError)) throw error
  console.error(`not published: ${error.message}`)
  process.exitCode = 1
}
