/** A server that accepts requests and never responds, and observes the end of connections. */

import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The server. */
export class Held {
  readonly #server: Server
  readonly #sockets: Socket[] = []

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#sockets.push(socket)
      socket.on('error', () => undefined)
    })
  }

  static async start(): Promise<Held> {
    const server = createServer()
    const held = new Held(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return held
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Number of connections. */
  get count(): number {
    return this.#sockets.length
  }

  /** Waits for a request on the next connection. `ended` resolves when that connection closes. */
  async request(): Promise<{ ended: Promise<unknown> }> {
    const [socket] = (await once(this.#server, 'connection')) as [Socket]
    const ended = once(socket, 'close')
    await once(socket, 'data')
    return { ended }
  }

  stop(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}
