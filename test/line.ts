import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * The line to a server: it passes everything on, until it is silent (connections stay and nothing comes through, as
 * with a network that fell apart) or cut (connections end and new ones are refused).
 */
export type Line = {
  readonly url: string
  silence(): void
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  const { hostname, port: behind } = new URL(target)
  const sockets = new Set<Socket>()
  let silent = false
  const server = createServer((near) => {
    const far = connect(Number(behind), hostname)
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket)
      socket.on('data', (bytes) => {
        if (!silent) other.write(bytes)
      })
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const cut = async () => {
    const closed = server.listening ? once(server, 'close') : null
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const port = await listen(0)
  const url = new URL(target)
  url.port = String(port)
  return {
    url: url.href,
    silence() {
      silent = true
    },
    cut,
    async mend() {
      // What was said into the silence is lost: those connections are of no use any more.
      if (silent) for (const socket of sockets) socket.destroy()
      silent = false
      if (!server.listening) await listen(port)
    },
    close: cut,
  }
}
