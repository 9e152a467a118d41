// There is one implementation: `import` and `require` yield the same classes.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

import * as all from 'edgegap-sdk'
import { Client, ConflictError, Emulator, NotFoundError } from 'edgegap-sdk'
import { useEmulator } from 'edgegap-sdk/testing'

const required = createRequire(import.meta.url)('edgegap-sdk')
assert.equal(useEmulator, createRequire(import.meta.url)('edgegap-sdk/testing').useEmulator)
assert.equal(Client, required.Client)
// Node adds some names to the exports of CommonJS.
const names = Object.keys(all).filter((name) => !['__esModule', 'default', 'module.exports'].includes(name))
assert.deepEqual(new Set(names), new Set(Object.keys(required)))

const emulator = await Emulator.start()
const client = emulator.client()
await client.applications.create({ name: 'my-game', is_active: true, image: '' })
await assert.rejects(
  client.applications.create({ name: 'my-game', is_active: true, image: '' }),
  required.ConflictError,
)
await assert.rejects(
  client.applications.get('nope'),
  (error) => error instanceof NotFoundError && !(error instanceof ConflictError),
)
console.log('esm')
