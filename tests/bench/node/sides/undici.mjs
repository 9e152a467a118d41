// undici's Pool, parsed answers.

import { Pool } from 'undici'

import { BODY, PATHS, headers } from './request.mjs'

export function open(url, token) {
  const pool = new Pool(url, { connections: 64 })
  const own = headers(token)
  const read = async (options) => {
    const { statusCode, body } = await pool.request(options)
    if (statusCode !== 200) throw new Error(`status ${statusCode}`)
    return body.json()
  }
  const sending = { ...own, 'content-type': 'application/json' }
  return {
    get: () => read({ path: PATHS.get, method: 'GET', headers: own }),
    create: async () => {
      const body = JSON.stringify(BODY)
      return (await read({ path: PATHS.create, method: 'POST', headers: sending, body })).version
    },
    list: async () => (await read({ path: PATHS.list, method: 'GET', headers: own })).versions,
  }
}
