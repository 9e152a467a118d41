/**
 * Hostile names, passed to every method: each stays one segment of the path, or is rejected before
 * anything is sent.
 */

import './support/environment.js'

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { BadRequestError, List, NotFoundError, ValidationError, type Client } from 'edgegap-sdk'

import { APPLICATION, start, STORAGE, VERSION } from './support/emulator.js'
import { CONTRACT } from './support/place.js'
import { camel } from './support/play.js'

interface Described {
  id: string
  path: string
  path_parameters: { name: string }[]
  body?: { type: string }
}

const BODIES: Record<string, unknown> = {
  NewApplication: { ...APPLICATION, name: 'xyz' },
  NewVersion: { ...VERSION, name: 'xyz' },
  NewEndpointStorage: { ...STORAGE, name: 'xyz' },
  NewPullProfile: { name: 'xyz', source: '/a', source_type: 'File', destination: '/b' },
  TagSelection: { tags: ['1'] },
}

const SENT = [
  ...['%2e%2e', '..%2f', 'x?page=7', 'x#y', 'x y+z', 'a&b=c;d', '\\..\\', '\u202egnp.exe', '\uff0e\uff0e'],
  ...['\u{1f3ae}', 'http://evil.example/'],
]
const REJECTED = ['', '.', '..', '\0', 'x\r\nX-Evil: 1', '\x7f', 'a'.repeat(102_400), '\ud800', 'x\udc00y']
/** Names with several segments, which only images have. */
const SEGMENTS = ['../x', 'x/../y', 'x//y', '/x']

const { operations } = JSON.parse(readFileSync(join(CONTRACT, 'api.json'), 'utf8')) as { operations: Described[] }

/** Calls the method of an operation, and returns its error. */
async function call(client: Client, { id, body }: Described, names: string[]): Promise<unknown> {
  const [resource = '', name = ''] = id.split('.')
  const methods = client[camel(resource) as 'versions'] as unknown as Record<string, (...args: unknown[]) => unknown>
  const args = body === undefined ? names : [...names, BODIES[body.type] ?? { name: 'xyz' }]
  try {
    const result = methods[camel(name)]?.(...args)
    await (result instanceof List ? result.collect() : result)
  } catch (error) {
    return error
  }
  return undefined
}

test('no name leaves its segment', async (context) => {
  const { emulator, client } = await start(context)
  for (const operation of operations) {
    const parameters = operation.path_parameters.map(({ name }) => name)
    for (const parameter of parameters) {
      // Images and tags have the grammar of registries, which all of these names violate.
      const sent = parameter === 'image' || parameter === 'tag' ? [] : [...SENT, ...SEGMENTS]
      for (const name of [...SENT, ...REJECTED, ...SEGMENTS]) {
        const names = parameters.map((other) => (other === parameter ? name : 'xyz'))
        const place = `${operation.id}, ${parameter} = ${JSON.stringify(name.slice(0, 40))}`
        await emulator.clearRequests()
        const error = await call(client, operation, names)
        const requests = await emulator.requests()
        if (error instanceof ValidationError) {
          assert.ok(!sent.includes(name), `${place}: ${error.message}`)
          const paths = error.violations.map(({ path }) => path)
          assert.deepEqual([paths, requests], [[parameter], []], place)
          continue
        }
        const isExpected = error === undefined || error instanceof NotFoundError || error instanceof BadRequestError
        assert.ok(isExpected, `${place}: ${String(error)}`)
        assert.ok(sent.includes(name), `${place} was sent`)
        // An ensure that finds nothing sends its create.
        assert.equal(requests.length, operation.id.endsWith('.ensure') ? 2 : 1, place)
        const path = (requests.at(-1)?.path ?? '').split('/')
        const expected = operation.path.split('/').map((segment) => {
          const index = parameters.indexOf(segment.slice(1, -1))
          return index < 0 ? segment : names[index]
        })
        assert.deepEqual(path.map(decodeURIComponent), expected, `${place}: ${path.join('/')}`)
      }
    }
  }
})

test('a header stays one header', async (context) => {
  const { emulator, client } = await start(context)
  for (const value of ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\0', 'é', '\ud800']) {
    for (const headers of [{ 'X-Trace': value }, { [value]: '1' }]) {
      await assert.rejects(
        client.applications.get('xyz', { headers }),
        (error) => error instanceof ValidationError && /^headers/.test(error.violations[0]?.path ?? ''),
      )
    }
  }
  assert.deepEqual(await emulator.requests(), [])
})
