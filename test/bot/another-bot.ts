import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type AnotherBot = {
  readonly url: string
  /** What its process holds when everything that can be let go is gone, in bytes. */
  memory(): Promise<{ rss: number; heapUsed: number }>
  stop(): Promise<void>
}

const script = fileURLToPath(new URL('./bot-process.ts', import.meta.url))

/**
 * Starts a bot in a process of its own. SQLite's waiting for another writer stops the process that waits, so two bots
 * on one file cannot be in one process.
 */
export async function startAnotherBot(place: {
  dataDir: string
  databaseUrl: string | null
  tenantUrl: string
}): Promise<AnotherBot> {
  const child = fork(script, [JSON.stringify(place)], { execArgv: ['--expose-gc'] })
  const said = async <T>(shape: z.ZodType<T>): Promise<T> => shape.parse((await once(child, 'message'))[0])
  const gone = once(child, 'exit')
  const early = gone.then((): never => {
    throw new Error('the other bot did not start')
  })
  const { port } = await Promise.race([said(z.object({ port: z.number() })), early])
  return {
    url: `http://127.0.0.1:${port}/api/messages`,
    async memory() {
      const answer = said(z.object({ rss: z.number(), heapUsed: z.number() }))
      child.send('memory')
      return answer
    },
    async stop() {
      child.disconnect()
      await gone
    },
  }
}
