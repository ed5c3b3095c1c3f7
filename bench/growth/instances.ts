import { startPostgres } from '../../test/postgres.ts'
import { type Bot, inFolders, startBot, startTenant } from '../bots.ts'
import { openChats } from '../chats.ts'
import { type Curve, drawCurves } from '../drawing.ts'
import { crowd } from '../load.ts'
import type { PartOptions } from '../part.ts'
import { compare, type Row } from '../result.ts'
import { interleaved } from '../rounds.ts'
import { quantile } from '../statistics.ts'

const counts = [1, 2, 4] as const
const texts = ['help', 'what is open'] as const

/**
 * The same crowd on one, two and four instances with one PostgreSQL database, which waits for the disk. Everything shares
 * the cores of this machine: the instances, the database, the tenant and the crowd.
 */
export async function growInstances(options: PartOptions) {
  const postgres = await startPostgres({ durable: true })
  if (postgres === null)
    return { rows: [], drawn: [], note: 'Instances are not among them: PostgreSQL is not on this machine.' }
  try {
    return await inFolders((folder) => measure(options, postgres.url, folder))
  } finally {
    await postgres.stop()
  }
}

async function measure({ quick, say }: PartOptions, databaseUrl: string, folder: () => Promise<string>) {
  say('Instances')
  const chats = await openChats()
  const tenant = await startTenant({})
  const bots: Bot[] = []
  for (let count = 0; count < Math.max(...counts); count++)
    bots.push(await startBot(tenant, { dataDir: await folder(), databaseUrl }))
  const enough = (_turns: number, elapsed: number) => elapsed >= (quick ? 1_000 : 1_500)
  const on = (instances: number, text: string) => async () => {
    const portOf = (client: number) => bots[client % instances]?.port ?? 0
    return (await crowd((client) => chats.say(portOf(client), `a:client-${client}`, text), enough)).perSecond
  }
  try {
    const contenders = counts.flatMap((count) => texts.map((text) => [`${text} ${count}`, on(count, text)] as const))
    const rates: Record<string, number[]> = await interleaved(quick ? 2 : 3, Object.fromEntries(contenders))
    const rows: Row[] = counts.slice(1).flatMap((count) =>
      texts.map((text) => {
        const [ours, theirs] = [rates[`${text} ${count}`] ?? [], rates[`${text} 1`] ?? []]
        return compare({ what: `\`${text}\` on ${count} instances`, against: 'on one', unit: '/s', ours, theirs }, null)
      }),
    )
    const curves: Curve[] = texts.map((text) => ({
      name: text,
      points: counts.map((count) => [count, quantile(rates[`${text} ${count}`] ?? [], 0.5)] as const),
    }))
    const axes = { title: 'Answers a second on PostgreSQL', x: 'instances', y: '/s', logarithmicX: true }
    const ends = curves
      .map(({ name, points }) => `${name} ${points.map(([, y]) => y.toFixed(0)).join(', ')}`)
      .join('; ')
    const alt = `Curves of answers a second on ${counts.join(', ')} instances: ${ends}.`
    return { rows, drawn: [{ file: 'instances.svg', alt, svg: drawCurves(axes, curves) }], note: null }
  } finally {
    await Promise.all([...bots.map(({ child }) => child), tenant.child].map((child) => child.stop()))
    await chats.close()
  }
}
