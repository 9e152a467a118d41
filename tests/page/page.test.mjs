/** The page of the emulator, in a browser. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import axe from 'axe-core'

import { browser, node, openPage, row, startEmulator } from './support.mjs'

const run = promisify(execFile)
const APPLICATION = { name: 'my-game', is_active: true, image: '' }
const VERSION = {
  name: '1.0',
  docker_repository: 'docker.io',
  docker_image: 'me/game',
  docker_tag: 'b42',
  req_cpu: 256,
  req_memory: 512,
  ports: [{ port: 7777, protocol: 'UDP', name: 'game' }],
}
const ATTACK = '<img src=x onerror=alert(1)>'
const TABS = ['requests', 'state', 'faults', 'data', 'connect']

test('calls of the SDK show up, with their attempts together', async (context) => {
  const { url, client, control } = await startEmulator(context)
  const page = await openPage(context, url)
  await page.getByText('No requests yet').waitFor()
  await client.applications.create(APPLICATION)
  await row(page, 'applications.create').waitFor({ timeout: 5000 })
  await control('POST', 'faults', { operation: 'applications.get', kind: 'status', code: 503, times: 2 })
  await client.applications.get('my-game', { maxRetries: 2, backoff: { initial: 1, max: 1 } })
  await row(page, '3 attempts').click()
  assert.equal(await row(page, /^.*attempt \d/).count(), 3)
  await page.getByRole('heading', { name: 'GET /v1/app/my-game' }).waitFor()
  await page.getByRole('button', { name: '1: 503, status' }).click()
  await page.getByText('A fault was injected: status 503.').first().waitFor()
})

test('a refusal is explained, and a filter finds it', async (context) => {
  const { url, client } = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, url)
  await client.applications.list().collect()
  await assert.rejects(client.versions.get('space-arena', 'none'))
  await page.locator('#filter-status').selectOption('4')
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 1)
  await row(page, 'versions.get').click()
  await page.locator('.why').getByText("Version 'none' does not exist.").waitFor()
  await page.locator('#filter-status').selectOption('')
  await page.locator('#filter').fill('/v1/apps')
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 1)
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('No requests yet').waitFor()
})

test('a pause holds requests back', async (context) => {
  const { url, client } = await startEmulator(context)
  const page = await openPage(context, url)
  await page.getByRole('button', { name: 'Pause' }).click()
  await client.applications.create(APPLICATION)
  await page.getByText('paused, 1 new').waitFor()
  assert.equal(await page.locator('.row').count(), 0)
  await page.getByRole('button', { name: 'Resume' }).click()
  await row(page, 'applications.create').waitFor()
})

test('a switch of the page changes the next call', async (context) => {
  const { url, client, control } = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, url, { tab: 'faults', mayFail: true })
  await page.locator('#kind-status').fill('418')
  await page.getByRole('switch', { name: 'status' }).click()
  await page.getByRole('switch', { name: 'status', checked: true }).waitFor()
  await assert.rejects(client.applications.get('space-arena'), { status: 418 })
  await page.getByText('1 hit', { exact: true }).waitFor()
  await page.getByRole('switch', { name: 'status' }).click()
  await page.getByText('No faults.').waitFor()
  assert.equal((await client.applications.get('space-arena')).name, 'space-arena')
  await page.getByText('Which calls, and how often').click()
  await page.locator('#fault-operation').selectOption('versions.list')
  await page.locator('#fault-times').fill('3')
  for (const kind of ['latency', 'rate_limit', 'settle', 'ignored']) {
    await page.getByRole('switch', { name: kind }).click()
    await page
      .locator('#toast')
      .getByText(/on\.|only/)
      .waitFor()
  }
  assert.deepEqual(
    (await control('GET', 'faults')).faults.map(({ kind }) => kind),
    ['latency', 'rate_limit'],
  )
  await page.getByRole('button', { name: 'End latency on versions.list' }).click()
  await page.getByRole('button', { name: 'End all' }).click()
  await page.getByText('No faults.').waitFor()
})

test('the state is edited through the API', async (context) => {
  const { url, client } = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, url, { tab: 'state', mayFail: true })
  await node(page, 'applications/space-arena').click()
  await node(page, 'applications/space-arena/dev').click()
  await node(page, 'applications/space-arena/dev/active').click()
  await node(page, 'applications/space-arena/dev/active').getByText('Enable').waitFor()
  assert.equal((await client.versions.get('space-arena', 'dev')).is_active, false)

  await node(page, 'applications/space-arena/dev/edit').click()
  const input = page.getByLabel('JSON')
  const shown = JSON.parse(await input.inputValue())
  assert.equal(shown.docker_tag, '2026.11.30-1f2e3d4')
  await input.fill(JSON.stringify({ ...shown, docker_tag: 'b43', max_duration: 5000 }))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('alert').getByText('max_duration').waitFor()
  await input.fill(JSON.stringify({ ...shown, docker_tag: 'b43' }))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved.').waitFor()
  const version = await client.versions.get('space-arena', 'dev')
  assert.deepEqual([version.docker_tag, version.max_duration], ['b43', 60])

  await page.getByRole('button', { name: 'New application' }).click()
  await page.getByRole('button', { name: 'Create' }).click()
  await node(page, 'applications/my-game').waitFor()
  assert.equal((await client.applications.get('my-game')).is_active, true)
  await node(page, 'applications/tiny-kart').click()
  await node(page, 'applications/tiny-kart/delete').click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await node(page, 'applications/tiny-kart/delete').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await node(page, 'applications/tiny-kart').waitFor({ state: 'detached' })

  await node(page, 'storages/match-logs').click()
  await node(page, 'storages/match-logs/maps').click()
  await page.getByText('linked with space-arena dev').waitFor()
  await node(page, 'storages/match-logs/maps/space-arena/dev').click()
  await page.getByText('linked with').waitFor({ state: 'detached' })
  await node(page, 'storages/match-logs/maps/version').selectOption('space-arena live-41')
  await node(page, 'storages/match-logs/maps/link').click()
  await page.getByText('linked with space-arena live-41').waitFor()
  await node(page, 'images/tiny-kart/server').click()
  await node(page, 'images/tiny-kart/server/0.3.0').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await node(page, 'images/tiny-kart/server/0.3.0').waitFor({ state: 'detached' })
})

test('the tree stays as it was when something changes', async (context) => {
  const { url, client } = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, url, { tab: 'state' })
  await node(page, 'applications/space-arena').click()
  await node(page, 'applications/space-arena/edit').focus()
  await client.applications.create(APPLICATION)
  await node(page, 'applications/my-game').waitFor()
  assert.ok(await node(page, 'applications/space-arena/live-41').isVisible())
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'applications/space-arena/edit')
})

test('a saved scene restores the same state', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgegap-page-'))
  context.after(() => rm(folder, { recursive: true }))
  const { url, control } = await startEmulator(context)
  const page = await openPage(context, url, { tab: 'data', mayFail: true })
  await page.getByRole('button', { name: 'Load the demo' }).click()
  await page.getByText('The demo is loaded.').waitFor()
  const state = await control('GET', 'state')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save to a file').click()])
  const file = join(folder, 'scene.json')
  await download.saveAs(file)
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), state)
  await page.getByRole('button', { name: 'Reset everything' }).click()
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await page.getByText('The emulator has its initial state.').waitFor()
  assert.deepEqual((await control('GET', 'state')).applications, [])
  await page.getByLabel('Load a file').setInputFiles(file)
  await page.getByText('scene.json is loaded.').waitFor()
  assert.deepEqual(await control('GET', 'state'), state)
  await writeFile(file, '{"applications": [{}]}')
  await page.getByLabel('Load a file').setInputFiles(file)
  await page.getByText('applications[0]').waitFor()
  await writeFile(file, 'no JSON')
  await page.getByLabel('Load a file').setInputFiles(file)
  await page.getByText('scene.json is not JSON.').waitFor()
  assert.deepEqual(await control('GET', 'state'), state)
})

test('quota, tokens and tags are set', async (context) => {
  const { url, client, control } = await startEmulator(context)
  const page = await openPage(context, url, { tab: 'data' })
  await page.locator('#quota [name=applications]').fill('0')
  await page.getByRole('button', { name: 'Set quota' }).click()
  await page.getByText('The quota is set.').waitFor()
  await assert.rejects(client.applications.create(APPLICATION), { code: 'bad_request' })
  await page.locator('#tags [name=image]').fill('game')
  await page.locator('#tags [name=tags]').fill('v1 v2')
  await page.getByRole('button', { name: 'Add tags' }).click()
  await page.getByText('The tags are added.').waitFor()
  assert.equal((await client.containerRegistry.listTags('game').collect()).length, 2)
  await page.locator('#tokens [name=tokens]').fill('another-token')
  await page.getByRole('button', { name: 'Replace tokens' }).click()
  await page.getByText('The tokens are replaced.').waitFor()
  await assert.rejects(client.applications.list().collect(), { code: 'authentication' })
  assert.equal((await control('GET', 'quota')).applications, 0)
})

test('names of any kind are text', async (context) => {
  const { url, control } = await startEmulator(context)
  const names = [ATTACK, '"><script>alert(1)</script>', "';alert(1)//", '{{script}}', '\u202egame']
  const versions = names.map((name) => ({ ...VERSION, name, envs: [{ key: 'K', value: name }] }))
  const applications = names.map((name) => ({ ...APPLICATION, name, versions }))
  await control('PUT', 'state', { applications, images: { game: ['v1'] } })
  const page = await openPage(context, url, { mayFail: true })
  page.on('dialog', () => assert.fail('a script ran'))
  for (const name of names) {
    await fetch(`${url}/v1/app/${encodeURIComponent(name)}?x=${encodeURIComponent(name)}`, {
      headers: { 'X-Name': 'x' },
    })
    await fetch(`${url}/_emulator/api/v1/app`, { method: 'POST', body: JSON.stringify({ ...APPLICATION, name }) })
  }
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 10)
  await row(page, 'applications.create').first().click()
  await page.locator('#detail pre').first().waitFor()
  for (const tab of TABS) {
    await page.goto(`${url}/_emulator/#${tab}`)
    if (tab === 'state') await node(page, `applications/${ATTACK}`).click()
    if (tab === 'state') await node(page, `applications/${ATTACK}/${ATTACK}`).waitFor()
    assert.equal(await page.locator('img, script:not([nonce]), iframe, object').count(), 0)
  }
})

test('no secret is shown', async (context) => {
  const { url, client, control } = await startEmulator(context)
  const page = await openPage(context, url)
  await client.applications.create(APPLICATION)
  const canaries = ['canary-user', 'canary-login', 'canary-value', 'canary-key']
  const envs = [{ key: 'KEY', value: 'canary-value', is_hidden: true }]
  const login = { private_username: 'canary-user', private_token: 'canary-login' }
  await client.versions.create('my-game', { ...VERSION, ...login, envs })
  const bucket = { endpoint: 'https://s3.example.com', bucket: 'logs', access_key_id: 'AKIA' }
  await client.endpointStorages.create({ ...bucket, name: 's', secret_access_key: 'canary-key' })
  const seen = []
  for (const operation of ['versions.create', 'endpoint_storages.create']) {
    await row(page, operation).click()
    await page.locator('#detail').getByText('Body of the request').waitFor()
    seen.push(await page.content())
  }
  await page.goto(`${url}/_emulator/#state`)
  await node(page, 'applications/my-game').click()
  await node(page, 'applications/my-game/1.0').click()
  await node(page, 'applications/my-game/1.0/envs').click()
  await page.getByText('KEY = (hidden)').waitFor()
  seen.push(await page.content(), JSON.stringify([await control('GET', 'state'), await control('GET', 'requests')]))
  const events = await fetch(`${url}/_emulator/events`, { headers: { 'Last-Event-ID': '0' } })
  const reader = events.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('endpoint_storages.create')) text += (await reader.read()).value
  await reader.cancel()
  seen.push(text)
  for (const canary of canaries) assert.ok(!seen.some((part) => part.includes(canary)), canary)
  assert.ok(!seen.some((part) => part.includes('emulator-token') && !part.includes('is the default')))
})

test('the page cannot be framed, and runs its own script only', async (context) => {
  const { url } = await startEmulator(context)
  const get = (path, headers) => fetch(`${url}${path}`, { headers, redirect: 'manual' })
  const html = { Accept: 'text/html,*/*' }
  const first = await get('/_emulator/', html)
  const policy = first.headers.get('content-security-policy')
  const nonce = /script-src 'nonce-([0-9a-f]{32})'/.exec(policy)[1]
  assert.equal(
    policy,
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; ` +
      `base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
  )
  assert.equal(first.headers.get('x-frame-options'), 'DENY')
  assert.ok(!(await get('/_emulator/', html)).headers.get('content-security-policy').includes(nonce))
  const text = await first.text()
  assert.ok(Buffer.byteLength(text) <= 60_000, `${Buffer.byteLength(text)} bytes`)
  const unsafe = / on\w+=|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/
  assert.ok(!unsafe.test(text) && !/https?:\/\/(?!s3\.example\.com|host\.docker)/.test(text))
  assert.equal((await get('/', html)).headers.get('location'), '/_emulator/')
  assert.equal((await get('/_emulator/', {})).headers.get('content-type'), 'application/json')
})

test('five thousand requests scroll', async (context) => {
  const { url, control } = await startEmulator(context)
  await fill(url, 5000)
  const page = await openPage(context, url)
  await page.getByText('5000 requests').waitFor()
  const list = page.locator('#list')
  for (const part of [0.5, 1]) {
    await list.evaluate((element, part) => (element.scrollTop = element.scrollHeight * part), part)
    await page.waitForFunction(() => {
      const list = document.querySelector('#list').getBoundingClientRect()
      return [...document.querySelectorAll('.row')].some((row) => row.getBoundingClientRect().bottom > list.bottom - 40)
    })
    assert.ok((await page.locator('.row').count()) < 100)
  }
  await row(page, /\/v1\/app\/a\d+/)
    .last()
    .click()
  await page.locator('#detail pre').first().waitFor()
  assert.equal((await control('GET', 'requests?limit=1')).requests[0].sequence, 5000)
  // A page that is paused holds no more than it shows.
  await page.getByRole('button', { name: 'Pause' }).click()
  await fill(url, 5200)
  await page.getByText('paused, 5200 new').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByText(/^\d+ requests$/).waitFor()
  const shown = parseInt(await page.locator('#shown').innerText(), 10)
  assert.ok(shown > 0 && shown <= 5000, `${shown} requests`)
})

test('the page recovers when the emulator is started again', async (context) => {
  const port = await freePort()
  const first = await startEmulator(context, '--port', String(port), '--seed', 'demo')
  const page = await openPage(context, first.url, { mayFail: true })
  await first.client.applications.list().collect()
  await row(page, 'applications.list').waitFor()
  await first.kill()
  await page.getByText('The emulator does not respond.').waitFor()
  const second = await startEmulator(context, '--port', String(port))
  await page.getByText('The emulator was started again.').waitFor()
  assert.ok(await page.getByText('The emulator does not respond.').isHidden())
  await page.getByText('No requests yet').waitFor()
  await second.client.applications.create(APPLICATION)
  await row(page, 'applications.create').waitFor()
})

test('everything works with the keyboard', async (context) => {
  const { url, client, control } = await startEmulator(context)
  const page = await openPage(context, url)
  for (const name of ['one', 'two', 'three']) await client.applications.create({ ...APPLICATION, name })
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 3)
  const tabTo = async (selector) => {
    for (let index = 0; index < 60; index += 1) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return
      await page.keyboard.press('Tab')
    }
    assert.fail(`no way to ${selector}`)
  }
  await tabTo('#list')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('#detail').getByText('"name": "two"').first().waitFor()
  await page.keyboard.press('Escape')
  await page.locator('#detail').waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement.id), 'list')
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter')
  await page.evaluate(() => document.querySelector('h1').parentElement.querySelector('a').focus())
  await tabTo('a[href="#faults"]')
  await page.keyboard.press('Enter')
  await tabTo('#switch-reset')
  await page.keyboard.press('Space')
  await page.getByRole('switch', { name: 'reset', checked: true }).waitFor()
  assert.equal((await control('GET', 'faults')).faults[0].kind, 'reset')
})

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious, ${colorScheme}`, async (context) => {
    const { url, client, control } = await startEmulator(context, '--seed', 'demo')
    await control('POST', 'faults', { kind: 'status', code: 503, operation: 'versions.get', times: 1 })
    await client.versions.get('space-arena', 'dev').catch(() => undefined)
    await client.applications.list().collect()
    const page = await openPage(context, url, { options: { colorScheme } })
    const check = async (what) => {
      // Not through a script element: the policy of the page does not allow it.
      await page.evaluate(`${axe.source}; undefined`)
      const { violations } = await page.evaluate(() => globalThis.axe.run())
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      assert.deepEqual(
        serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
        what,
      )
    }
    await row(page, 'versions.get').click()
    await page.locator('#detail').getByText('Copy as').waitFor()
    for (const tab of TABS) {
      await page.locator(`nav a[href="#${tab}"]`).click()
      if (tab === 'state') await node(page, 'applications/space-arena').click()
      await check(tab)
    }
    await page.locator('nav a[href="#state"]').click()
    await page.getByRole('button', { name: 'New application' }).click()
    await check('dialog')
  })
}

test('a phone shows everything', async (context) => {
  const { url, client } = await startEmulator(context, '--seed', 'demo')
  await client.versions.list('space-arena').collect()
  const page = await openPage(context, url, { options: { viewport: { width: 360, height: 700 }, hasTouch: true } })
  await row(page, 'versions.list').tap()
  await page.getByRole('button', { name: 'Close' }).tap()
  for (const tab of TABS) {
    await page.locator(`nav a[href="#${tab}"]`).tap()
    const overflow = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('section:not([hidden])')].map(
        (e) => e.scrollWidth - e.clientWidth,
      ),
    )
    assert.ok(
      overflow.every((width) => width <= 0),
      `${tab}: ${overflow}`,
    )
  }
})

test('an emulator for other machines asks for a token', async (context) => {
  const address = otherAddress()
  if (!address) return context.skip('this machine has loopback addresses only')
  const started = await startEmulator(context, '--host', '0.0.0.0', '--token', 'own-token', '--seed', 'demo')
  const url = started.url.replace('127.0.0.1', address)
  const page = await openPage(context, url, { mayFail: true, isRefused: true })
  await page.getByLabel('Value').fill('token own-token')
  await page.getByRole('button', { name: 'Use token' }).click()
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.locator('nav a[href="#state"]').click()
  await node(page, 'applications/space-arena').click()
  await node(page, 'applications/space-arena/active').click()
  await page.getByText('Disabled.').waitFor()
  assert.ok(!page.url().includes('own-token'))
})

test('copied code runs', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgegap-page-'))
  context.after(() => rm(folder, { recursive: true }))
  const { url, token, client } = await startEmulator(context)
  const options = { permissions: ['clipboard-read', 'clipboard-write'] }
  const page = await openPage(context, url, { options })
  const app = 'it\'s "a" $game'
  await client.applications.create({ ...APPLICATION, name: app })
  const envs = [
    { key: 'MODE', value: 'a\'b"c\\d\n$e `f` \u2028' },
    { key: 'SECRET', value: 'hidden', is_hidden: true },
  ]
  await client.versions
    .create(app, { ...VERSION, envs, max_duration: null, restart_policy: 'always' })
    .catch(async () => {
      await client.versions.create(app, { ...VERSION, envs, restart_policy: 'always' })
    })
  const wanted = await client.versions.get(app, '1.0')
  await row(page, 'versions.create').first().click()
  const copied = {}
  for (const name of ['curl', 'Python', 'TypeScript', 'C#']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByText(`Copied as ${name}.`).waitFor()
    copied[name] = await page.evaluate(() => navigator.clipboard.readText())
    assert.ok(!copied[name].includes(token) && copied[name].includes('1.0'), copied[name])
  }
  const env = { ...process.env, EDGEGAP_BASE_URL: url, EDGEGAP_TOKEN: token, SECRET: 'hidden' }
  const again = async (command, args) => {
    await client.versions.delete(app, '1.0')
    await run(command, args, { env, cwd: folder })
    const { create_time: _, last_updated: __, ...made } = await client.versions.get(app, '1.0')
    const { create_time: ___, last_updated: ____, ...first } = wanted
    assert.deepEqual(made, first)
  }
  await writeFile(
    join(folder, 'call.mjs'),
    copied.TypeScript.replace(
      "'edgegap-sdk'",
      JSON.stringify(join(process.env.SDK_TEST_NODE_PACKAGE, 'dist/index.mjs')),
    ),
  )
  await again(process.execPath, ['call.mjs'])
  await again('sh', ['-c', copied.curl.replace('curl', "curl --noproxy '*' -sSf")])
  await writeFile(join(folder, 'call.py'), copied.Python)
  await run('python3', ['-c', "compile(open('call.py').read(), 'call.py', 'exec')"], { cwd: folder })
})

test('the arrow keys pass through the attempts of a call', async (context) => {
  const { url, client, control } = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, url)
  await client.applications.get('tiny-kart')
  await control('POST', 'faults', { operation: 'applications.get', kind: 'status', code: 503, times: 2 })
  await client.applications.get('space-arena', { maxRetries: 2, backoff: { initial: 1, max: 1 } })
  await row(page, '3 attempts').waitFor()
  await page.locator('#list').focus()
  const selected = () => page.locator('.row[aria-selected=true]').allInnerTexts()
  for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
  await row(page, 'attempt 3').waitFor()
  const texts = []
  for (let index = 0; index < 4; index += 1) {
    await page.keyboard.press('ArrowDown')
    texts.push(await selected())
  }
  assert.ok(
    texts.every((found) => found.length === 1),
    JSON.stringify(texts),
  )
  assert.deepEqual(
    texts.map(([text]) => /attempt \d|tiny-kart/.exec(text)[0]),
    ['attempt 1', 'attempt 2', 'attempt 3', 'tiny-kart'],
  )
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowLeft')
  await row(page, 'attempt 3').waitFor({ state: 'detached' })
  assert.match((await selected())[0], /3 attempts/)
  // The place in the list is kept when the detail is closed.
  await page.keyboard.press('Enter')
  await page.locator('#detail').getByText('Copy as').waitFor()
  await page.keyboard.press('Escape')
  assert.match((await selected())[0], /3 attempts/)
})

test('an emulator that is silent counts as gone', async (context) => {
  const { url, pid } = await startEmulator(context)
  const page = await openPage(context, url, { mayFail: true, prepare: (page) => page.clock.install() })
  process.kill(pid, 'SIGSTOP')
  context.after(() => process.kill(pid, 'SIGCONT'))
  await page.clock.fastForward(30_000)
  await page.getByText('The emulator does not respond.').waitFor()
})

test('no page can have this one in a frame', async (context) => {
  const { url } = await startEmulator(context)
  const server = createHttpServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<iframe src="${url}/_emulator/"></iframe>`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browsing = await browser.newContext()
  context.after(async () => {
    await browsing.close()
    server.close()
  })
  const page = await browsing.newPage()
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  await refused
  for (const frame of page.frames()) assert.equal(await frame.locator('nav').count(), 0)
})

test('without a token, the page waits for the user', async (context) => {
  const address = otherAddress()
  if (!address) return context.skip('this machine has loopback addresses only')
  const started = await startEmulator(context, '--host', '0.0.0.0', '--token', 'own-token', '--seed', 'demo')
  const url = started.url.replace('127.0.0.1', address)
  const page = await openPage(context, url, { mayFail: true, isRefused: true })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('The emulator needs a valid token.').waitFor()
  await page.getByRole('button', { name: 'Enter a token' }).click()
  await page.getByLabel('Value').fill('own-token')
  await page.getByRole('button', { name: 'Use token' }).click()
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.locator('#filter-operation option[value="versions.create"]').waitFor({ state: 'attached' })
})

test('every operation is copied as code that can be parsed', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'edgegap-page-'))
  context.after(() => rm(folder, { recursive: true }))
  const { url, client, control } = await startEmulator(context)
  const calls = everyCall(client)
  await control('POST', 'tags', { image: 'a/b', tags: ['v1', 'v2', 'v3'] })
  const page = await openPage(context, url, { options: { permissions: ['clipboard-read', 'clipboard-write'] } })
  const extensions = { curl: 'sh', Python: 'py', TypeScript: 'mjs', 'C#': 'cs' }
  for (const [operation, call] of Object.entries(calls)) {
    await control('DELETE', 'requests')
    await page.getByText('No requests yet').waitFor()
    await call()
    await row(page, operation).click()
    await page.getByRole('heading', { name: 'Copy as' }).waitFor()
    for (const [name, extension] of Object.entries(extensions)) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.getByText(`Copied as ${name}.`).waitFor()
      await writeFile(
        join(folder, `${operation}.${extension}`),
        await page.evaluate(() => navigator.clipboard.readText()),
      )
    }
    await run(process.execPath, ['--check', join(folder, `${operation}.mjs`)])
    await run('sh', ['-n', join(folder, `${operation}.sh`)])
    await page.keyboard.press('Escape')
  }
  if (process.env.SDK_TEST_KEEP) await cp(folder, process.env.SDK_TEST_KEEP, { recursive: true })
  await run('python3', ['-c', "import glob; [compile(open(f).read(), f, 'exec') for f in glob.glob('*.py')]"], {
    cwd: folder,
  })
  const read = (name) => readFile(join(folder, name), 'utf8')
  assert.match(await read('versions.list.py'), /client\.versions\.list\("g", page=1, limit=5\)/)
  assert.match(await read('versions.delete.cs'), /^ {4}await client\.Versions\.DeleteAsync\("g", "2"\);$/m)
  assert.match(await read('versions.update.cs'), /Ports = new NewPort\[0\]/)
  assert.match(await read('endpoint_storages.create.sh'), /"secret_access_key":"'"\$SECRET_ACCESS_KEY"'"/)
  assert.match(await read('versions.create.mjs'), /extraBody: \{ use_telemetry: true \}/)
  assert.match(await read('container_registry.delete_tag.cs'), /DeleteTagAsync\("a\/b", "v1"\)/)
})

/** A call of each operation, in an order in which all succeed. */
function everyCall(client) {
  const {
    applications,
    versions,
    containerRegistry: registry,
    endpointStorages: storages,
    pullProfiles: profiles,
  } = client
  const bucket = { endpoint: 'https://s3.example.com', bucket: 'b', access_key_id: 'AKIA', secret_access_key: 'k' }
  const profile = { name: 'p', source: '/maps', source_type: 'Folder', destination: '/srv' }
  const envs = [{ key: 'KEY', value: 'v', is_hidden: true }]
  const more = {
    max_duration: 60,
    restart_policy: 'on_failure',
    command: '',
    private_username: 'u',
    private_token: 't',
    envs,
  }
  return {
    'applications.create': () => applications.create({ name: 'g', is_active: true, image: 'aWNvbg==' }),
    'applications.get': () => applications.get('g'),
    'applications.update': () => applications.update('g', { is_active: false }),
    'applications.list': () => applications.list().first(),
    'versions.create': () => versions.create('g', { ...VERSION, ...more }, { extraBody: { use_telemetry: true } }),
    'versions.get': () => versions.get('g', '1.0'),
    'versions.update': () => versions.update('g', '1.0', { name: '2', ports: [], max_duration: null }),
    'versions.list': () => versions.list('g', { limit: 5 }).first(),
    'container_registry.list_tags': () => registry.listTags('a/b').first(),
    'container_registry.delete_tag': () => registry.deleteTag('a/b', 'v1'),
    'container_registry.delete_tags': () => registry.deleteTags('a/b', { tags: ['v2'] }),
    'endpoint_storages.create': () => storages.create({ name: 's', ...bucket, output_format: 'NDJSON' }),
    'endpoint_storages.get': () => storages.get('s'),
    'endpoint_storages.update': () => storages.update('s', { bucket: 'c' }),
    'endpoint_storages.list': () => storages.list().first(),
    'pull_profiles.create': () => profiles.create('s', profile),
    'pull_profiles.get': () => profiles.get('s', 'p'),
    'pull_profiles.update': () => profiles.update('s', 'p', { source_type: 'File' }),
    'pull_profiles.list': () => profiles.list('s').first(),
    'pull_profiles.link': () => profiles.link('s', 'p', 'g', '2'),
    'pull_profiles.unlink': () => profiles.unlink('s', 'p', 'g', '2'),
    'pull_profiles.delete': () => profiles.delete('s', 'p'),
    'endpoint_storages.delete': () => storages.delete('s'),
    'versions.delete': () => versions.delete('g', '2'),
    'applications.delete': () => applications.delete('g'),
  }
}

/** An address of this machine that is not a loopback one. */
function otherAddress() {
  const all = Object.values(networkInterfaces()).flat()
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}

/** Sends a number of requests, a hundred at a time. */
async function fill(url, count) {
  for (let sent = 0; sent < count; sent += 100) {
    const batch = Array.from({ length: 100 }, (_, n) => fetch(`${url}/v1/app/a${sent + n}`).then((r) => r.text()))
    await Promise.all(batch)
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
