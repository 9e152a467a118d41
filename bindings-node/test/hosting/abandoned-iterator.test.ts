/** A loop that somebody leaves: nothing is read any more, nothing is unhandled, and a page that is being read is ended. */

import '../support/environment.js'

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Client, Emulator } from 'edgegap-sdk'

import { child } from '../support/child.js'
import { Held } from '../support/held.js'

test('breaking out and throwing end the list', async () => {
  const emulator = await Emulator.start()
  const client = emulator.client()
  for (const name of ['one', 'two', 'three']) await client.applications.create({ name, is_active: true, image: '' })
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
  await emulator.stop()
})

test('return ends a page that is being read, and whoever waits for it is done', async () => {
  const held = await Held.start()
  const client = new Client({ token: 't', baseUrl: held.url })
  const iterator = client.applications.list()[Symbol.asyncIterator]()
  const came = held.request()
  const waiting = iterator.next()
  const { ended } = await came
  assert.deepEqual(await iterator.return?.(), { done: true, value: undefined })
  assert.deepEqual(await waiting, { done: true, value: undefined })
  await ended
  assert.deepEqual(await iterator.next(), { done: true, value: undefined })
  assert.equal(held.count, 1)
  held.stop()
})

test('nothing is unhandled in a process that drops its iterators and lists', async () => {
  const ended = await child('abandoned')
  assert.deepEqual([ended.code, ended.stderr, ended.stdout], [0, '', 'done\n'])
})
