// The global fetch, parsed answers.

import { BODY, PATHS, headers } from './request.mjs'

export function open(url, token) {
  const own = headers(token)
  const read = async (path, options) => {
    const answer = await fetch(url + path, options)
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    return answer.json()
  }
  const sending = { ...own, 'content-type': 'application/json' }
  return {
    get: () => read(PATHS.get, { headers: own }),
    create: async () => {
      const created = await read(PATHS.create, { method: 'POST', headers: sending, body: JSON.stringify(BODY) })
      return created.version
    },
    list: async () => (await read(PATHS.list, { headers: own })).versions,
  }
}
