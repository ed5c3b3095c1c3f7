import { Socket } from 'node:net'

/**
 * Loaded before another tool: what it sends to Microsoft goes to a port of this machine, and what it would send anywhere
 * else goes nowhere. TLS still looks for Microsoft's names in the certificate.
 */
const port = Number(process.env.MICROSOFT_PORT)
const hosts = process.env.MICROSOFT_HOSTS?.split(',') ?? []
const connect: unknown = Socket.prototype.connect
if (typeof connect !== 'function') throw new Error('Node connects in another way now')
Object.assign(Socket.prototype, {
  connect(this: Socket, ...words: unknown[]): Socket {
    const [first, ...others] = words
    // Inside Node the options come in a list, with the callback.
    if (Array.isArray(first)) return Reflect.apply(connect, this, [redirected(first), ...others])
    return Reflect.apply(connect, this, [turned(first), ...others])
  },
})

/** Node knows its own lists by a symbol on them, which a copy would lose. */
function redirected(list: unknown[]): unknown[] {
  list[0] = turned(list[0])
  return list
}

function turned(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('host' in options)) return options
  if (options.host === '127.0.0.1') return options
  if (!hosts.includes(String(options.host))) throw new Error(`nothing is sent to ${String(options.host)}`)
  return { ...options, host: '127.0.0.1', port }
}
