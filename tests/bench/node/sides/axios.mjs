// axios, with agents that keep connections; parsed answers.

import * as http from 'node:http'
import * as https from 'node:https'

import axios from 'axios'

import { BODY, PATHS, headers } from './request.mjs'

export function open(url, token) {
  const kept = { keepAlive: true, maxSockets: 64 }
  const side = axios.create({
    baseURL: url,
    proxy: false,
    httpAgent: new http.Agent(kept),
    httpsAgent: new https.Agent(kept),
    headers: headers(token),
  })
  return {
    get: async () => (await side.get(PATHS.get)).data,
    create: async () => (await side.post(PATHS.create, BODY)).data.version,
    list: async () => (await side.get(PATHS.list)).data.versions,
  }
}
