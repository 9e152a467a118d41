/** An emulator, a browser and a page for each test, which fail the test if something went wrong. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { pathToFileURL } from 'node:url'

import { chromium } from 'playwright-core'

// README.md describes the variables.
const {
  EDGEGAP_EMULATOR_PROGRAM,
  EDGEGAP_SDK,
  CHROMIUM: BROWSER = '/usr/bin/chromium',
  SDK_TEST_EMULATOR: PROGRAM = EDGEGAP_EMULATOR_PROGRAM,
  SDK_TEST_NODE_PACKAGE: SDK = EDGEGAP_SDK,
  SDK_TEST_CHROMIUM: CHROMIUM = BROWSER,
} = process.env
assert.ok(PROGRAM && SDK, 'SDK_TEST_EMULATOR and SDK_TEST_NODE_PACKAGE are not set')
const { Client } = await import(pathToFileURL(join(SDK, 'dist', 'index.mjs')))

const ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]
// Chromium's own sandbox does not work for root, as which containers and CI run.
if (process.getuid?.() === 0) ARGUMENTS.push('--no-sandbox')

export const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
after(() => browser.close())

/** What ends with each test, the last first: the page before its emulator. */
const endings = new WeakMap()

function atEnd(context, end) {
  if (!endings.has(context)) {
    endings.set(context, [])
    context.after(async () => {
      const failures = []
      // All of them: an emulator that is left would keep this process alive.
      for (const end of endings.get(context).reverse())
        await Promise.resolve()
          .then(end)
          .catch((error) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    })
  }
  endings.get(context).push(end)
}

/** Starts the program, and stops it at the end of the test. */
export async function startEmulator(context, ...more) {
  const port = more.includes('--port') ? [] : ['--port', '0']
  const child = spawn(PROGRAM, ['--print', 'json', ...port, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  atEnd(context, () => child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  const { url, token } = JSON.parse(line)
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  /** Sends a request to the control interface. */
  const control = async (method, path, body) => {
    const response = await fetch(`${url}/_emulator/${path}`, { method, body: body && JSON.stringify(body) })
    assert.ok(response.ok, `${method} ${path}: ${response.status}`)
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  }
  return { url, token, pid: child.pid, kill, control, client: new Client({ baseUrl: url, token, maxRetries: 0 }) }
}

/**
 * Opens the page. At the end of the test, nothing may have been written to the console, and nothing
 * may have been asked of another server.
 */
export async function openPage(
  context,
  url,
  { options = {}, mayFail = false, isRefused = false, tab = 'requests', prepare } = {},
) {
  const browsing = await browser.newContext({ viewport: { width: 1200, height: 760 }, ...options })
  browsing.setDefaultTimeout(10_000)
  const page = await browsing.newPage()
  const problems = []
  page.on('console', (message) => {
    // A request that is refused, or to an emulator that is gone, is written by the browser itself.
    const isFailure = mayFail && message.text().startsWith('Failed to load resource')
    // The browser has no such isolation for plain HTTP to other machines, and says so.
    const isUntrusted = isRefused && message.text().startsWith('The Cross-Origin-Opener-Policy header has been ignored')
    if (!isFailure && !isUntrusted) problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:' && protocol !== 'blob:' && origin !== url) problems.push(`request to ${request.url()}`)
  })
  atEnd(context, async () => {
    await browsing.close()
    assert.deepEqual(problems, [])
  })
  await prepare?.(page)
  await page.goto(`${url}/_emulator/#${tab}`)
  if (!isRefused) await page.getByText('Connected', { exact: true }).waitFor()
  return page
}

/** A row of the list of requests. */
export const row = (page, text) => page.locator('.row').filter({ hasText: text })

/** An element of the tree of the state. */
export const node = (page, key) => page.locator(`[data-key=${JSON.stringify(key)}]`)
