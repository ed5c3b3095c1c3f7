import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'

/** Where a process spends its time: the part of it, from 0 to 1, by what the code belongs to. */
export type Shares = Readonly<Record<string, number>>

/** Starts to look, every half a millisecond; the answer of `stop` is what was seen. */
export async function startProfile(): Promise<{ stop(): Promise<Shares> }> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
  return {
    async stop() {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      const times = new Map<string, number>()
      const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]))
      profile.samples?.forEach((id, index) => {
        const place = places.get(id) ?? 'unknown'
        times.set(place, (times.get(place) ?? 0) + (profile.timeDeltas?.[index] ?? 0))
      })
      const idle = times.get('(idle)') ?? 0
      times.delete('(idle)')
      const all = [...times.values()].reduce((sum, time) => sum + time, 0)
      const shares = [...times].map(([place, time]) => [place, time / all] as const)
      const busy = [['busy', all / (all + idle)] as const]
      return Object.fromEntries([...busy, ...shares.toSorted(([, a], [, b]) => b - a)])
    },
  }
}

const source = fileURLToPath(new URL('../../src/', import.meta.url))

/** A package, a folder of ours, a module of Node, SQLite, or what V8 calls it: `(garbage collector)`, `(program)`. */
export function placeOf({ url, functionName }: { url: string; functionName: string }): string {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const inPackage = path.split('node_modules/').at(-1)
  if (inPackage !== undefined && inPackage !== path)
    return inPackage
      .split('/')
      .slice(0, inPackage.startsWith('@') ? 2 : 1)
      .join('/')
  if (path.startsWith(source)) return `src/${path.slice(source.length).split('/')[0]}`
  if (path.startsWith('node:')) return path.split('/').slice(0, 2).join('/')
  if (path === '') return functionName === 'run' || functionName === 'all' ? 'SQLite' : functionName || '(native)'
  return 'the bench'
}
