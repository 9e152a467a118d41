/** Writes the screenshots of docs/images. Run by hand: README.md has the command. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { openPage, row, startEmulator } from './support.mjs'

const FOLDER = process.env.SDK_TEST_IMAGES ?? fileURLToPath(new URL('../../docs/images', import.meta.url))
const DESKTOP = { width: 1000, height: 560 }
const PHONE = { width: 360, height: 720 }

/** Sends what a studio's script would send, with a slow service and a refusal. */
async function sendRequests({ client, control }) {
  const again = { maxRetries: 3, backoff: { initial: 1, max: 1 } }
  await client.applications.list().collect()
  for (const name of ['dev', 'live-40', 'live-41']) await client.versions.get('space-arena', name)
  await control('POST', 'faults', { operation: 'versions.update', kind: 'status', code: 503, times: 2 })
  await client.versions.update('space-arena', 'dev', { docker_tag: '41.2.0' }, again)
  await client.versions.list('space-arena').collect()
  await control('POST', 'faults', { operation: 'applications.get', kind: 'latency', ms: 120 })
  await client.applications.get('tiny-kart')
  await client.pullProfiles.list('match-logs').collect()
  await client.containerRegistry.listTags('space-arena/server').collect()
  await client.versions.get('space-arena', 'live-42').catch(() => undefined)
}

async function capture(context, name, options, show) {
  const emulator = await startEmulator(context, '--seed', 'demo')
  const page = await openPage(context, emulator.url, { options: { reducedMotion: 'reduce', ...options } })
  await sendRequests(emulator)
  await row(page, 'live-42').waitFor()
  await show(page)
  await page.locator('h1').hover()
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `emulator-${name}.png`) })
}

async function showRefusal(page) {
  await row(page, '3 attempts').click()
  await row(page, 'live-42').click()
  await page.locator('.why').waitFor()
}

test('light', (context) => capture(context, 'light', { viewport: DESKTOP, colorScheme: 'light' }, showRefusal))

test('dark', (context) => capture(context, 'dark', { viewport: DESKTOP, colorScheme: 'dark' }, showRefusal))

test('phone', (context) =>
  capture(context, 'phone', { viewport: PHONE, colorScheme: 'light', hasTouch: true }, () => undefined))
