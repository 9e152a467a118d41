/**
 * Wrong uses, which must not compile: otherwise `@ts-expect-error` is an error. The correct uses
 * between them ensure that a package without types fails too.
 */

import {
  Client,
  Emulator,
  List,
  NotFoundError,
  Plan,
  toNew,
  type Call,
  type EndpointStorage,
  type NewApplication,
  type NewEnv,
  type NewPort,
  type NewPullProfile,
  type NewVersion,
  type Port,
  type Step,
  type Version,
  type VersionUpdate,
} from 'edgegap-sdk'
import { useEmulator, type Hook } from 'edgegap-sdk/testing'

declare const hook: Hook
declare const client: Client
declare const anything: string | undefined

const version: NewVersion = {
  name: '1',
  docker_repository: 'docker.io',
  docker_image: 'a/b',
  docker_tag: 'c',
  req_cpu: 100,
  req_memory: 100,
}

export async function creating(): Promise<void> {
  const made: Version = await client.versions.create('my-game', version)
  // @ts-expect-error -- a required field is missing
  await client.versions.create('my-game', { name: '1.0.0' })
  // @ts-expect-error -- a field is misspelt
  await client.versions.create('my-game', { ...version, req_memry: 5 })
  // @ts-expect-error -- a field has the wrong type
  await client.versions.create('my-game', { ...version, req_cpu: '1024' })
  // @ts-expect-error -- null is not allowed here
  await client.versions.create('my-game', { ...version, is_active: null })
  // @ts-expect-error -- only the service sets this field
  await client.versions.create('my-game', { ...version, create_time: '2026-01-01T00:00:00Z' })
  // @ts-expect-error -- not a value of this enum, which is closed
  await client.versions.create('my-game', { ...version, restart_policy: 'sometimes' })
  await client.versions.create('my-game', { ...version, ports: [{ port: 1, protocol: 'QUIC' }] })
  // @ts-expect-error -- a field of a port is misspelt
  await client.versions.create('my-game', { ...version, ports: [{ port: 1, proto: 'UDP' }] })
  // @ts-expect-error -- a field of a port has the wrong type
  await client.versions.create('my-game', { ...version, ports: [{ port: '1', protocol: 'UDP' }] })
  // @ts-expect-error -- the application is missing
  await client.versions.create(version)
  // @ts-expect-error -- an image cannot be a number
  await client.applications.create({ name: 'a', is_active: true, image: 5 })
  // @ts-expect-error -- a field of a response may be missing
  made.ports.length
  // @ts-expect-error -- a timestamp is a string
  made.create_time?.getTime()
}

export async function sendingBack(): Promise<void> {
  const read: Version = await client.versions.get('my-game', '1.0.0')
  await client.versions.create('my-game', { ...version, ports: read.ports, envs: read.envs })
  await client.versions.update('my-game', '1.0.0', { ports: [...(read.ports ?? []), { port: 1, protocol: 'UDP' }] })
  const copy: NewVersion = { ...toNew(read), name: '1.0.1' }
  const application: NewApplication = toNew(await client.applications.get('my-game'))
  const profile: NewPullProfile = toNew(await client.pullProfiles.get('logs', 'maps'))
  const ports: NewPort[] | undefined = read.ports?.map((port) => toNew(port))
  const envs: NewEnv[] | undefined = read.envs?.map((env) => toNew(env))
  const storage: EndpointStorage = await client.endpointStorages.get('logs')
  await client.endpointStorages.create({ ...toNew(storage), secret_access_key: 'secret' })
  // @ts-expect-error -- the service does not return the secret
  await client.endpointStorages.create(toNew(storage))
  // @ts-expect-error -- fields that the service sets cannot be sent
  await client.versions.create('my-game', { ...read, create_time: '2026-01-01T00:00:00Z' })
  // @ts-expect-error -- a list is read first
  toNew(client.versions.list('my-game'))
  // @ts-expect-error -- a promise is awaited first
  toNew(client.versions.get('my-game', '1.0.0'))
  for await (const tag of client.containerRegistry.listTags('my-game')) {
    // @ts-expect-error -- a tag cannot be created
    toNew(tag)
  }
  void [copy, application, profile, ports, envs]
}

export async function updating(): Promise<void> {
  const update: VersionUpdate = { max_duration: null, command: null, name: undefined }
  await client.versions.update('my-game', '1.0.0', update)
  // @ts-expect-error -- an update cannot change this field
  await client.versions.update('my-game', '1.0.0', { req_cpu: 5 })
  // @ts-expect-error -- null is not allowed here
  await client.versions.update('my-game', '1.0.0', { docker_tag: null })
  // @ts-expect-error -- an application has no ports
  await client.applications.update('my-game', { ports: [] })
}

export async function listing(): Promise<void> {
  const list: List<Version> = client.versions.list('my-game', { limit: 5 })
  const storages: EndpointStorage[] = await client.endpointStorages.list().collect()
  const masked: Partial<EndpointStorage>[] = await client.endpointStorages.list({ fields: 'endpoints{name}' }).collect()
  // @ts-expect-error -- with a mask every field may be missing
  const whole: EndpointStorage[] = await client.endpointStorages.list({ fields: 'endpoints{name}' }).collect()
  const first: Version | undefined = await list.first()
  const some: Version[] = await list.collect({ limit: 5 })
  // @ts-expect-error -- the list may be empty
  first.name
  // @ts-expect-error -- the limit has a name
  await list.collect(5)
  // @ts-expect-error -- the limit is misspelt
  await list.collect({ limt: 5 })
  const json: string = list.toJSON()
  // @ts-expect-error -- a list is not an array
  list.map((version) => version.name)
  // @ts-expect-error -- not even if it is awaited
  ;(await list).length
  // @ts-expect-error -- it has no items by number
  list[0]
  // @ts-expect-error -- a list is read with `for await`
  for (const version of list) void version
  // @ts-expect-error -- only storages support a mask
  client.versions.list('my-game', { fields: '*' })
  // @ts-expect-error -- the service may not report it
  const total: number = await list.total()
  void [some, storages, masked, whole, total, json]
}

export async function calling(): Promise<void> {
  const call: Call<null> = client.versions.delete('my-game', '1.0.0', {
    signal: AbortSignal.timeout(5),
    timeout: { attempt: 5 },
    maxRetries: 0,
  })
  const { value, meta } = await call.withMeta()
  const none: null = value
  // @ts-expect-error -- a controller is not a signal
  client.versions.get('my-game', '1.0.0', { signal: new AbortController() })
  // @ts-expect-error -- an option is misspelt
  client.versions.get('my-game', '1.0.0', { maxRetry: 5 })
  // @ts-expect-error -- options have camel-case names
  client.versions.get('my-game', '1.0.0', { max_retries: 5 })
  // @ts-expect-error -- a name is required
  client.versions.get('my-game', anything)
  // @ts-expect-error -- headers are strings
  client.versions.get('my-game', '1.0.0', { headers: { a: 5 } })
  // @ts-expect-error -- not an operation
  client.containerRegistry.create('my-game')
  // @ts-expect-error -- read-only
  meta.status = 5
  void none
}

export async function publishing(): Promise<void> {
  const plan: Plan = await client.publish.plan('edgegap.toml', { set: { TAG: anything }, unlink: ['balance:dev'] })
  const steps: List<Step> = client.publish.apply(plan, { wait: 120_000 }, { signal: AbortSignal.timeout(5) })
  for await (const step of steps) {
    // @ts-expect-error -- only some steps have a name
    step.name
    if (step.kind === 'summary') void step.created
    else if (step.kind === 'waiting') void step.live
    else void step.action
  }
  const check = await client.publish.check({ text: '', format: 'json' })
  void check.warnings[0]?.place?.line
  // @ts-expect-error -- a value is a string
  await client.publish.plan('edgegap.toml', { set: { TAG: 43 } })
  // @ts-expect-error -- an option is misspelt
  await client.publish.plan('edgegap.toml', { resendSecret: true })
  // @ts-expect-error -- a text is in an object
  await client.publish.plan({ toml: '' })
  // @ts-expect-error -- a document is not a plan
  client.publish.apply(plan.toJSON())
  // @ts-expect-error -- options of a call come last
  client.publish.apply(plan, { signal: AbortSignal.timeout(5) })
  // @ts-expect-error -- not an option of a prune
  client.publish.prune('edgegap.toml', { keep: 5 })
  // @ts-expect-error -- read-only
  plan.actions[0] = undefined
  void Plan.fromJSON(plan.toJSON())
}

export async function making(): Promise<void> {
  new Client({ token: 't', onEvent: ({ operation, error }) => void [operation, error?.code === 'conflict'] })
  // @ts-expect-error -- a setting is misspelt
  new Client({ tokn: 't' })
  // @ts-expect-error -- use Emulator.start
  new Emulator()
  const emulator = await Emulator.start()
  await Emulator.attach(emulator.url, { token: null })
  // @ts-expect-error -- an option is misspelt
  await Emulator.attach(emulator.url, { tokn: 't' })
  await Emulator.attach(new URL(emulator.url))
  // @ts-expect-error -- a port is not a URL
  await Emulator.attach(8080)
  // @ts-expect-error -- the URL is missing
  await Emulator.attach()
  await emulator.inject({ kind: 'latency', ms: 5, operation: 'applications.list' })
  // @ts-expect-error -- a latency needs its milliseconds
  await emulator.inject({ kind: 'latency' })
  // @ts-expect-error -- a reset has no milliseconds
  await emulator.inject({ kind: 'reset', ms: 5 })
  useEmulator({ before: hook, afterEach: hook, after: hook }, { scene: new URL('file:///scene.json') })
  // @ts-expect-error -- a hook is missing
  useEmulator({ before: hook, after: hook })
  // @ts-expect-error -- the hooks are of two runners
  useEmulator({ before: hook, afterEach: hook, afterAll: hook })
  // @ts-expect-error -- an option is misspelt
  useEmulator({ before: hook, afterEach: hook, after: hook }, { scenes: 'scene.json' })
  const error = new Error() as unknown
  if (error instanceof NotFoundError) {
    const status: number | undefined = error.status
    // @ts-expect-error -- not a kind of error
    if (error.code === 'nonsense') void status
  }
  const port: Port = { protocol: 'QUIC' }
  // @ts-expect-error -- a field of a response may be missing
  port.port.toFixed()
}
