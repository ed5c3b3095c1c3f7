import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type Child, startChild } from './child.ts'

const place = z.object({ url: z.string(), graphToken: z.string(), exchangeToken: z.string() })
const people = z.object({ leavers: z.array(z.string()), crowd: z.array(z.string()) })
const listening = z.object({ port: z.number() })
const memory = z.object({ rss: z.number() })

export type TenantChild = Awaited<ReturnType<typeof startTenant>>

/** The simulated tenant in a process of its own. `leavers` are given names that only one person has, `crowd` addresses. */
export async function startTenant(order: object) {
  const child = await startChild('tenant.ts', order)
  return { child, place: place.parse(child.ready), ...people.parse(child.ready) }
}

/** As `npm start` and the container start it. */
export const asShipped = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--heap-growing-percent=50',
  '--initial-old-space-size=64',
]

export type Bot = { readonly child: Child; readonly port: number; readonly rss: () => Promise<number> }

/** A bot in a process of its own. `databaseUrl` for PostgreSQL, else a file in `dataDir`. */
export async function startBot(
  tenant: TenantChild,
  records: { readonly dataDir: string; readonly databaseUrl?: string },
): Promise<Bot> {
  const { url, ...tokens } = tenant.place
  const child = await startChild('bot.ts', { ...records, ...tokens, tenantUrl: url }, { flags: asShipped })
  const rss = async () => memory.parse(await child.ask('memory')).rss
  return { child, port: listening.parse(child.ready).port, rss }
}

/** Folders that go when this is done. */
export async function inFolders<T>(run: (folder: () => Promise<string>) => Promise<T>): Promise<T> {
  const made: string[] = []
  try {
    return await run(async () => {
      const path = await mkdtemp(join(tmpdir(), 'offboard-bench-'))
      made.push(path)
      return path
    })
  } finally {
    await Promise.all(made.map((path) => rm(path, { recursive: true, force: true })))
  }
}
