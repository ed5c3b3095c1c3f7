import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The place in OneDrive that Teams names: keeps what is put there, or answers with another status. */
export async function startOneDrive() {
  const files = new Map<string, { text: string; range: string; type: string }>()
  const place = { status: 201 }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { 'content-range': range = '', 'content-type': type = '' } = request.headers
      if (request.method === 'PUT' && place.status < 300) files.set(request.url ?? '', { text: body, range, type })
      response.writeHead(place.status, place.status === 302 ? { location: '/elsewhere' } : {}).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { url, files, place, stop }
}
