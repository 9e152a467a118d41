/** A loop that is left early sends no more requests, rejects nothing and cancels a pending page. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Client } from 'edgegap-sdk'

import { child, succeeds } from '../support/child.js'
import { createAll, start } from '../support/emulator.js'
import { Held } from '../support/held.js'

test('break and throw end the list', async (context) => {
  const { emulator, client } = await start(context)
  await createAll(client, 'one', 'two', 'three')
  await emulator.clearRequests()
  const list = client.applications.list({ limit: 1 })
  for await (const { name } of list) {
    assert.equal(name, 'one')
    break
  }
  await assert.rejects(
    async () => {
      for await (const page of list.pages()) throw new Error(page.items[0]?.name)
    },
    { message: 'one' },
  )
  assert.equal((await emulator.requests()).length, 2)
})

test('return cancels a pending page, and a pending next is done', async () => {
  const held = await Held.start()
  const client = new Client({ token: 't', baseUrl: held.url })
  const iterator = client.applications.list()[Symbol.asyncIterator]()
  const requested = held.request()
  const pending = iterator.next()
  const { ended } = await requested
  assert.deepEqual(await iterator.return?.(), { done: true, value: undefined })
  assert.deepEqual(await pending, { done: true, value: undefined })
  await ended
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  assert.equal(held.count, 1)
  held.stop()
})

test('nothing is unhandled in a process that drops its iterators and lists', async () => {
  await succeeds(child('abandoned'))
})
