// Sends the bytes of a request and waits for those of the response, without any other work. It is a
// lower limit for clients of this language that sleep while they wait.

import { connect } from 'node:net'

import { APP, PATHS, headers } from './request.mjs'

const REPLY = { name: APP }

class Connection {
  #socket
  #length
  #left = 0
  #done

  constructor(url) {
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    this.#socket.on('data', (data) => this.#arrived(data))
  }

  ask(request) {
    this.#left = this.#length
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#socket.once('error', reject)
      this.#socket.write(request)
    })
  }

  // All responses have the same length. On loopback the first one arrives at once.
  #arrived(data) {
    if (this.#length === undefined) {
      if (!data.toString().startsWith('HTTP/1.1 200 ')) throw new Error(`an unexpected response: ${data}`)
      this.#left = this.#length = data.length
    }
    this.#left -= data.length
    if (this.#left === 0) {
      this.#socket.removeAllListeners('error')
      this.#done(REPLY)
    }
  }
}

export function open(url, token) {
  const address = new URL(url)
  const lines = [`GET ${PATHS.get} HTTP/1.1`, `host: ${address.host}`]
  for (const [name, value] of Object.entries(headers(token))) lines.push(`${name}: ${value}`)
  const request = Buffer.from([...lines, '', ''].join('\r\n'))
  const idle = []
  return {
    get: async () => {
      const connection = idle.pop() ?? new Connection(address)
      const reply = await connection.ask(request)
      idle.push(connection)
      return reply
    },
  }
}
