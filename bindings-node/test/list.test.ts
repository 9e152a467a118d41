/** Lists: loops, pages, totals, limits. */

import './support/environment.js'

import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, mock, test } from 'node:test'
import { inspect } from 'node:util'

import { Emulator, NotFoundError, ServerError, ValidationError, type Client } from 'edgegap-sdk'

import { createAll, invalid, pick, saying } from './support/emulator.js'

describe('a list of 25 applications', () => {
  let emulator: Emulator
  let client: Client
  const names = Array.from({ length: 25 }, (_, index) => `game-${String(index).padStart(2, '0')}`)

  /** The queries of the requests since the last time. */
  const queries = async (): Promise<(string | null)[]> => {
    const requests = await emulator.requests()
    await emulator.clearRequests()
    return requests.map(({ query }) => query)
  }

  /** The number of requests since the last time. */
  const reads = async (): Promise<number> => (await queries()).length

  before(async () => {
    emulator = await Emulator.start()
    client = emulator.client({ maxRetries: 0 })
    await createAll(client, ...names)
    await emulator.clearRequests()
  })

  after(() => emulator.stop())

  test('is read page by page, and each loop starts at the first page', async () => {
    const list = client.applications.list({ limit: 10 })
    assert.equal(await reads(), 0, 'nothing is sent before it is read')
    for (let round = 0; round < 2; round++) {
      const seen: string[] = []
      for await (const { name } of list) seen.push(name)
      assert.deepEqual(seen, names)
      assert.equal(await reads(), 3)
    }
  })

  test('starts at a page, and each page has response metadata', async () => {
    const pages = []
    for await (const page of client.applications.list({ limit: 10, page: 2 }).pages()) pages.push(page)
    assert.deepEqual(
      pages.map(({ number, total, hasMore, items, meta }) => [number, total, hasMore, items.length, meta.status]),
      [
        [2, 25, true, 10, 200],
        [3, 25, false, 5, 200],
      ],
    )
    assert.equal(await reads(), 2)
  })

  test('its total reads one page, which the next loop uses', async () => {
    const list = client.applications.list({ limit: 10 })
    assert.equal(await list.total(), 25)
    assert.equal(await list.total(), 25)
    assert.equal(await reads(), 1)
    assert.equal((await list.collect()).length, 25)
    assert.equal(await reads(), 2)
  })

  test('first reads one page, and only as far as it has to', async () => {
    const list = client.applications.list({ limit: 10 })
    assert.equal((await list.first())?.name, 'game-00')
    assert.equal((await client.applications.list({ limit: 10, page: 3 }).first())?.name, 'game-20')
    assert.equal(await reads(), 2)
    assert.equal(await list.total(), 25)
    assert.equal(await reads(), 0, 'the page that first has read knows the total')
    assert.equal(await client.versions.list('game-00').first(), undefined)
    await assert.rejects(client.versions.list('nope').first(), NotFoundError)
    await reads()
  })

  test('first and a small collect read pages of that size', async () => {
    const list = client.applications.list()
    assert.equal((await list.first())?.name, 'game-00')
    assert.deepEqual(await queries(), ['page=1&limit=1'])
    assert.equal((await list.first())?.name, 'game-00')
    assert.deepEqual(pick(await list.collect({ limit: 12 }), 'name'), names.slice(0, 12))
    assert.deepEqual(await queries(), ['page=1&limit=1', 'page=1&limit=12'], 'every loop is new')
    assert.equal(
      (await client.applications.list({ page: undefined, limit: undefined }).collect({ limit: 99 })).length,
      25,
    )
    assert.deepEqual(await queries(), ['page=1&limit=99'])
    for (const limit of [100, 250, null]) await list.collect({ limit })
    assert.deepEqual(await queries(), Array(3).fill('page=1&limit=100'))
    assert.equal(await list.total(), 25)
    assert.equal(await reads(), 0)
    await client.endpointStorages.list({ fields: 'endpoints{name}' }).first()
    const [request] = await emulator.requests()
    assert.deepEqual([request?.query, request?.headers['x-fields']], ['page=1&limit=1', 'endpoints{name}'])
    await reads()
  })

  test('the size of pages stays if it or a page was chosen, or a page was read', async () => {
    await client.applications.list({ page: 1 }).first()
    await client.applications.list({ limit: 7 }).collect({ limit: 8 })
    await client.applications.list({ page: 2, limit: 7 }).first()
    assert.deepEqual(await queries(), ['page=1&limit=100', 'page=1&limit=7', 'page=2&limit=7', 'page=2&limit=7'])
    const counted = client.applications.list()
    assert.equal(await counted.total(), 25)
    assert.equal((await counted.collect({ limit: 3 })).length, 3)
    assert.deepEqual(await queries(), ['page=1&limit=100'], 'the page that total has read is used')
    for (const query of [null, { limit: null }, { page: '1' }, new Map()] as never[]) {
      await assert.rejects(client.applications.list(query).first(), ValidationError)
    }
    assert.equal(await reads(), 0)
  })

  test('collect stops at its limit, even within a page', async () => {
    const list = client.applications.list({ limit: 10 })
    assert.deepEqual(pick(await list.collect({ limit: 12 }), 'name'), names.slice(0, 12))
    assert.equal(await reads(), 2)
    assert.equal((await list.collect({ limit: 10 })).length, 10)
    assert.equal(await reads(), 1)
    assert.deepEqual(await list.collect({ limit: 0 }), [])
    for (const limit of [-1, 1.5, NaN, -Infinity, '5', {}]) {
      await assert.rejects(list.collect({ limit: limit as never }), saying(ValidationError, 'limit', '0 or more'))
    }
    for (const [options, actual] of [
      [5, 'a number'],
      ['3', 'a string'],
      [[3], 'a list'],
      [new Map([['limit', 3]]), 'a Map'],
    ] as [never, string][]) {
      const says = saying(ValidationError, 'options', '{ limit: 10 }', `not ${actual}`)
      await assert.rejects(list.collect(options), says)
    }
    for (const [name, advice] of [
      ['limt', 'did you mean `limit`?'],
      ['max', 'did you mean `limit`?'],
      ['signal', 'to the method that returned the list'],
      ['maxRetries', 'to the method that returned the list'],
    ] as const) {
      await assert.rejects(list.collect({ limit: 1, [name]: 3 }), (error) => {
        assert.ok(invalid(`collect ${name}`, 'unknown')(error))
        return saying(ValidationError, `applications.list: collect ${name}: is not an option`, advice)(error)
      })
    }
    assert.equal(await reads(), 0)
    const inherited = Object.create({ limit: 2 }) as { limit: number }
    assert.equal((await list.collect({ ...{ limt: undefined }, limit: 2 })).length, 2)
    assert.equal((await list.collect(inherited)).length, 2)
    for (const limit of [Infinity, null, undefined]) assert.equal((await list.collect({ limit })).length, 25)
    await reads()
  })

  test('is not an array, and says what to do', async () => {
    // What `await` yields, and a program without types takes for an array.
    const list = (await Promise.resolve(client.applications.list())) as unknown as string[]
    const uses: Record<string, () => unknown> = {
      'no `filter`': () => list.filter(Boolean),
      'no `map`': () => list.map(String),
      'no `forEach`': () => list.forEach(String),
      'no `at`': () => list.at(-1),
      'no item 0; `await list.first()`': () => list[0],
      'cannot be read or spread without `await`': () => [...list],
      'not an array': () => Array.from(list),
      'for await': () => {
        for (const item of list) assert.fail(item)
      },
      'list.collect()': () => {
        const [item] = list
        return item
      },
    }
    for (const [message, use] of Object.entries(uses)) {
      const advice = 'Use `for await (const item of list)`, or `const items = await list.collect()`'
      assert.throws(use, saying(TypeError, 'applications.list returns', message, advice), message)
      // The stack starts where the program uses the list.
      if (message.startsWith('no ')) {
        assert.throws(use, ({ stack }: Error) => stack?.split('\n    at ')[1]?.includes('list.test.js') ?? false)
      }
    }
    await assert.rejects(Promise.all(list as Iterable<unknown>), TypeError)
    const shown = 'List { applications.list: use `for await` or `await list.collect()` }'
    assert.equal(inspect(list), shown)
    assert.equal(JSON.stringify({ list }), JSON.stringify({ list: shown }))
    assert.equal(list.length, undefined, 'test runners and loggers read it of every object')
    assert.deepEqual(Object.keys(list), [])
    assert.equal(await reads(), 0)
  })

  test('can be mocked: its properties can be assigned', async () => {
    const list = client.applications.list() as unknown as Record<string | symbol, unknown>
    const missing = Object.getOwnPropertyNames(Array.prototype).filter((name) => name !== 'constructor')
    for (const name of [...missing, '0', 'first', 'collect', 'total', 'toJSON', Symbol.iterator]) {
      const mine = (): string => 'mine'
      list[name] = mine
      assert.equal(list[name], mine, String(name))
    }
    const other = client.applications.list()
    const { mock: spied } = mock.method(other as unknown as { filter(): unknown }, 'filter', () => 'mine')
    assert.equal((other as unknown as { filter(): unknown }).filter(), 'mine')
    assert.equal(spied.callCount(), 1)
    spied.restore()
    assert.throws(() => (other as unknown as { filter(): unknown }).filter(), saying(TypeError, 'no `filter`'))
    assert.equal(await reads(), 0)
  })

  test('is what libraries call an async iterable', async () => {
    const list = client.applications.list({ limit: 10 })
    const seen: string[] = []
    for await (const { name } of Readable.from(list) as AsyncIterable<{ name: string }>) seen.push(name)
    assert.deepEqual(seen, names)
    const rejected = client.applications.create(list as never)
    await assert.rejects(rejected, saying(ValidationError, 'must be an object, not a List'))
    await reads()
  })

  test('an error ends a loop, and an iterator continues at the same page', async () => {
    await emulator.inject({ operation: 'applications.list', kind: 'status', code: 500, skip: 1, times: 1 })
    const items = client.applications.list({ limit: 10 })[Symbol.asyncIterator]()
    const seen: string[] = []
    let failures = 0
    for (;;) {
      try {
        const next = await items.next()
        if (next.done === true) break
        seen.push(next.value.name)
      } catch (error) {
        assert.ok(error instanceof ServerError)
        failures++
      }
    }
    assert.equal(failures, 1)
    assert.deepEqual(seen, names)
    assert.deepEqual(await items.next(), { done: true, value: undefined })
    await reads()
  })

  test('next may be called before the last call of it has completed', async () => {
    const items = client.applications.list({ limit: 10 })[Symbol.asyncIterator]()
    const results = await Promise.all(Array.from({ length: 27 }, () => items.next()))
    assert.deepEqual(
      results.map((result) => (result.done === true ? undefined : result.value.name)),
      [...names, undefined, undefined],
    )
    assert.equal(await reads(), 3)
  })

  test('a signal cancels a list between pages too', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    await assert.rejects(
      async () => {
        for await (const { name } of client.applications.list({ limit: 10 }, { signal: controller.signal })) {
          seen.push(name)
          controller.abort()
        }
      },
      { name: 'AbortError', code: 'cancelled' },
    )
    assert.deepEqual(seen, names.slice(0, 10), 'all items of a page that was read')
    await reads()
  })
})
