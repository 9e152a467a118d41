/** A worker thread that makes calls, or leaves them pending. */

import { parentPort, workerData } from 'node:worker_threads'

import { Client, NotFoundError } from 'edgegap-sdk'

async function main({
  url,
  token,
  name,
  way,
}: {
  url: string
  token: string
  name: string
  way: string
}): Promise<void> {
  const client = new Client({ token, baseUrl: url })
  if (way === 'stalls') {
    for (let index = 0; index < 50; index++) client.applications.get(`game-${index}`).catch(() => undefined)
    // These complete meanwhile, so that the queue is in use when the worker is terminated.
    for (let index = 0; index < 50; index++)
      client.applications
        .list()
        .collect()
        .catch(() => undefined)
    parentPort?.postMessage('pending')
    return
  }
  if (way === 'exits') {
    for (let index = 0; index < 50; index++)
      client.applications
        .list()
        .collect()
        .catch(() => undefined)
    process.exit(0)
  }
  const made = await Promise.all(
    Array.from({ length: 25 }, (_, index) =>
      client.applications.create({ name: `${name}-${index}`, is_active: true, image: '' }),
    ),
  )
  const error: unknown = await client.applications.get('nope').catch((error: unknown) => error)
  parentPort?.postMessage({ made: made.length, error: (error as Error).name, isOurs: error instanceof NotFoundError })
}

void main(workerData as Parameters<typeof main>[0])
