/**
 * Writes another environment to `process.env` than it was started with, before it creates clients,
 * here and in a worker.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { isMainThread, Worker } from 'node:worker_threads'

import { Client } from 'edgegap-sdk'

async function main(url = '', token = '', log = ''): Promise<void> {
  process.env['EDGEGAP_BASE_URL'] = url
  process.env['EDGEGAP_TOKEN'] = token
  process.env['EDGEGAP_LOG'] = log
  const client = new Client()
  assert.equal(client.baseUrl, url)
  assert.equal(await client.applications.list().total(), 0)
  if (!isMainThread) return
  const env = { EDGEGAP_BASE_URL: url, EDGEGAP_TOKEN: token }
  await once(new Worker(__filename, { argv: [url, token, log], env }), 'exit')
  process.stdout.write('done\n')
}

void main(...process.argv.slice(2))
