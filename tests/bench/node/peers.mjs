// The sides: each is made with the URL and the token of a server that answers the application `bench`, and gives a function that reads it.

import { Agent } from 'node:http'

import axios from 'axios'
import { Client } from 'edgegap-sdk'
import { Pool } from 'undici'

const PATH = '/v1/app/bench'
const headers = (token) => ({ authorization: `token ${token}`, accept: 'application/json' })

/** The sides by name. All of them give the parsed answer, and keep connections. */
export const SIDES = {
  edgegap(url, token) {
    const client = new Client({ token, baseUrl: url })
    return () => client.applications.get('bench')
  },
  fetch(url, token) {
    return async () => (await fetch(url + PATH, { headers: headers(token) })).json()
  },
  undici(url, token) {
    const pool = new Pool(url, { connections: 64 })
    return async () => (await pool.request({ path: PATH, method: 'GET', headers: headers(token) })).body.json()
  },
  axios(url, token) {
    const side = axios.create({ httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }), headers: headers(token) })
    return async () => (await side.get(url + PATH)).data
  },
}
