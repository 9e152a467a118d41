/** A worker that reports the base URL of its client, or the error of its variables. */

import { parentPort, workerData } from 'node:worker_threads'

import { Client, EdgegapError, type ClientOptions } from 'edgegap-sdk'

async function main(settings: ClientOptions): Promise<void> {
  try {
    const client = new Client(settings)
    const total = await client.applications.list().total()
    parentPort?.postMessage({ baseUrl: client.baseUrl, total })
  } catch (error) {
    if (!(error instanceof EdgegapError)) throw error
    parentPort?.postMessage({ code: error.code, message: error.message })
  }
}

void main(workerData as ClientOptions)
