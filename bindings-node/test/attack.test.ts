/** Hostile names through every method of the typed surface: each stays the one segment that it is, or is refused before anything is sent. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { BadRequestError, Emulator, List, NotFoundError, ValidationError, type Client } from 'edgegap-sdk'

import { CONTRACT } from './support/place.js'
import { camel } from './support/play.js'

interface Described {
  id: string
  path: string
  path_parameters: { name: string }[]
  body?: { type: string }
}

const BODIES: Record<string, unknown> = {
  NewApplication: { name: 'xyz', is_active: true, image: '' },
  NewVersion: { name: 'xyz', docker_repository: 'docker.io', docker_image: 'me/game', docker_tag: '1', req_cpu: 128, req_memory: 128 },
  NewEndpointStorage: { name: 'xyz', access_key_id: 'a', secret_access_key: 's', endpoint: 'https://s3.example.com', bucket: 'b' },
  NewPullProfile: { name: 'xyz', source: '/a', source_type: 'File', destination: '/b' },
  TagSelection: { tags: ['1'] },
}

const SENT = [
  '%2e%2e',
  '..%2f',
  'x?page=7',
  'x#y',
  'x y+z',
  'a&b=c;d',
  '\\..\\',
  '\u202egnp.exe',
  '\uff0e\uff0e',
  '\u{1f3ae}',
  'http://evil.example/',
]
const REFUSED = ['', '.', '..', '\0', 'x\r\nX-Evil: 1', '\x7f', 'a'.repeat(102_400), '\ud800', 'x\udc00y']
/** Names of an image have parts, other names have none. */
const OF_IMAGES = ['../x', 'x/../y', 'x//y', '/x']

const { operations } = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { operations: Described[] }

/** Calls the method of an operation; gives the error that it ends with. */
async function call(client: Client, { id, body }: Described, names: string[]): Promise<unknown> {
  const [resource = '', name = ''] = id.split('.')
  const of = client[camel(resource) as 'versions'] as unknown as Record<string, (...args: unknown[]) => unknown>
  const given = body === undefined ? names : [...names, BODIES[body.type] ?? { name: 'xyz' }]
  try {
    const made = of[camel(name)]?.(...given)
    await (made instanceof List ? made.toArray() : made)
  } catch (error) {
    return error
  }
  return undefined
}

test('no name leaves its segment', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  for (const operation of operations) {
    const parameters = operation.path_parameters.map(({ name }) => name)
    for (const parameter of parameters) {
      // Images and tags have the grammar of registries, which none of these keeps to.
      const sent = parameter === 'image' || parameter === 'tag' ? [] : [...SENT, ...OF_IMAGES]
      for (const name of [...SENT, ...REFUSED, ...OF_IMAGES]) {
        const names = parameters.map((other) => (other === parameter ? name : 'xyz'))
        const place = `${operation.id}, ${parameter} = ${JSON.stringify(name.slice(0, 40))}`
        await emulator.clearRequests()
        const error = await call(client, operation, names)
        const requests = await emulator.requests()
        if (error instanceof ValidationError) {
          assert.ok(!sent.includes(name), `${place}: ${error.message}`)
          assert.deepEqual(
            error.violations.map(({ path }) => path),
            [parameter],
            place,
          )
          assert.deepEqual(requests, [], place)
          continue
        }
        assert.ok(error === undefined || error instanceof NotFoundError || error instanceof BadRequestError, `${place}: ${String(error)}`)
        assert.ok(sent.includes(name), `${place} was sent`)
        assert.equal(requests.length, 1, place)
        const [template, path] = [operation.path.split('/'), (requests[0]?.path ?? '').split('/')]
        const wanted = template.map((segment) => {
          const at = parameters.indexOf(segment.slice(1, -1))
          return at < 0 ? segment : names[at]
        })
        assert.deepEqual(path.map(decodeURIComponent), wanted, `${place}: ${path.join('/')}`)
      }
    }
  }
  client.close()
  await emulator.stop()
})

test('headers stay one header', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  for (const value of ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\0', 'é', '\ud800']) {
    for (const headers of [{ 'X-Trace': value }, { [value]: '1' }]) {
      await assert.rejects(
        client.applications.get('xyz', { headers }),
        (error) => error instanceof ValidationError && /^headers/.test(error.violations[0]?.path ?? ''),
      )
    }
  }
  assert.deepEqual(await emulator.requests(), [])
  client.close()
  await emulator.stop()
})
