import { setImmediate as others } from 'node:timers/promises'
import { knownZone } from '../cards/clock.ts'
import { trailingTime } from '../dialogs/time/trailing-time.ts'
import type { Reader } from '../offboarding/events.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import { askedTime } from './asked-time.ts'
import { atLeast, isKey, lineOf, type NamedLine } from './named-lines.ts'

/** What is left of the lines without times, and those, as they were typed. `said` is the first thing that reads as one. */
export type Timed = {
  readonly named: readonly NamedLine[]
  readonly times: readonly string[]
  readonly said: string | null
}

type Asking = {
  readonly tenant: Pick<TenantRead, 'search'>
  readonly now: number
  readonly reader: Reader
  /** A name in a file may hold a number that nobody understands; what is typed has to be understood. */
  readonly isFile: boolean
}

/**
 * Tells times from people: an entry of its own, or what follows a name. In doubt it is a name, as long as somebody is
 * called like that. Ends where a time and a second person are found: then there is nothing more to ask.
 */
export async function timesAmong(lines: readonly NamedLine[], asking: Asking): Promise<Timed> {
  const named: NamedLine[] = []
  const read: Read[] = []
  for (const line of lines) {
    const entries: Read[] = []
    for (const entry of line.people) {
      // A thousand of them are read between what others wait for.
      await others()
      entries.push(await timeIn(entry, asking))
    }
    // Without its time `Doe, Jane, tomorrow` is one name again.
    const people = entries.flatMap(({ person }) => person || [])
    named.push(entries.some(({ time }) => time !== '') ? lineOf(people.join(', ')) : line)
    read.push(...entries)
    if (read.some(({ said }) => said !== '') && atLeast(named) > 1) break
  }
  return {
    named,
    times: read.flatMap(({ time }) => time || []),
    said: read.find(({ said }) => said !== '')?.said ?? null,
  }
}

type Read = { readonly person: string; readonly time: string; readonly said: string }

async function timeIn(entry: string, { tenant, now, reader, isFile }: Asking): Promise<Read> {
  const name = { person: entry, time: '', said: '' }
  if (isKey(entry) && !/\s/u.test(entry)) return name
  const behind = (person: string): Read => {
    const time = entry.slice(person.length).trim()
    return { person, time, said: time }
  }
  const asked = await askedTime(entry, { tenant, now, reader, mentioned: false, purpose: 'offboard' })
  if ('sentence' in asked) {
    const found = await trailingTime(entry, now, knownZone(reader.zone))
    if (found) return behind(found.words)
    return isFile ? name : { ...name, said: entry }
  }
  if (!('to' in asked) || asked.to !== null) return behind(asked.words)
  const isTime = (await isBareTime(entry, now, reader)) && (await tenant.search(entry, 1)).length === 0
  return isTime ? behind('') : name
}

/** A word such as Friday or `now` is a time only behind somebody's name. */
async function isBareTime(entry: string, now: number, reader: Reader): Promise<boolean> {
  if (/\s/u.test(entry)) return false
  const found = await trailingTime(`somebody ${entry}`, now, knownZone(reader.zone))
  return found?.words === 'somebody'
}
