import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** What a program of the bench tells: once that it is ready, then an answer to each order. */
const message = z.object({
  ready: z.unknown().optional(),
  answer: z.unknown().optional(),
  failed: z.string().optional(),
})

export type Child = {
  readonly process: ChildProcess
  /** What it said when it was ready. */
  readonly ready: unknown
  /** Sends an order and waits for its answer. One at a time. */
  ask(order: unknown): Promise<unknown>
  stop(): Promise<void>
}

/** `flags` are Node's own; `cache` is the folder of its compile cache, which is off without one. */
type Node = { readonly flags?: readonly string[]; readonly cache?: string | null }

/** Starts a program of `bench/programs`, gives it its order and waits until it is ready. */
export async function startChild(
  program: string,
  order: object,
  { flags = [], cache = null }: Node = {},
): Promise<Child> {
  const path = fileURLToPath(new URL(`programs/${program}`, import.meta.url))
  const child = fork(path, [JSON.stringify(order)], {
    execArgv: ['--disable-warning=DEP0040', ...flags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, ...(cache ? { NODE_COMPILE_CACHE: cache } : {}) },
  })
  const next = async () => {
    const waiting = new AbortController()
    const { signal } = waiting
    const gone = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`${program} ended`)))
    gone.catch(() => undefined)
    const [told] = await Promise.race([once(child, 'message', { signal }), gone]).finally(() => waiting.abort())
    const { ready, answer, failed } = message.parse(told)
    if (failed !== undefined) throw new Error(`${program}: ${failed}`)
    return ready ?? answer
  }
  const ready = await next()
  return {
    process: child,
    ready,
    ask(wanted) {
      child.send({ wanted })
      return next()
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      // It ends by itself when it is let go of, which is when Node writes its compile cache.
      child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
    },
  }
}
