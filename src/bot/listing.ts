import type { Listing } from '../cards/history.ts'
import { escaped, spellings, whole } from './command-words.ts'
import { type Period, readPeriod, type Today } from './periods.ts'

const byWord = new RegExp(`(?:^|\\s)${anyOf('typed.by')}\\s`, 'iu')
const ofWord = new RegExp(`^${anyOf('typed.of')}\\s+`, 'iu')

function anyOf(key: 'typed.by' | 'typed.of'): string {
  const longestFirst = spellings(key).sort((one, other) => other.length - one.length)
  return whole(longestFirst.map(escaped).join('|'))
}

/**
 * What `status`, `history` or `evidence` is followed by: a name or an address, `by` and whoever asked, and a time, each
 * or none of them, the time first or last.
 */
export function readListing(kind: 'status' | 'history' | 'evidence', rest: string, today: Today): Listing {
  const all = rest.replace(/[\s?.]+$/u, '')
  const before = withoutPeriod(all, today)
  const by = byWord.exec(before.words)
  const leaver = by ? before.words.slice(0, by.index) : before.words
  const requester = by ? before.words.slice(by.index + by[0].length) : ''
  // The time may also stand between the two: history Jane last month by Rob.
  const between = before.period ? { words: leaver, period: before.period } : withoutPeriod(leaver, today)
  return {
    leaver: between.words.replace(ofWord, '').trim().slice(0, 60),
    requester: requester.trim().slice(0, 60),
    from: between.period?.from ?? null,
    until: between.period?.until ?? null,
    open: kind === 'status',
    pick: kind === 'evidence' ? 'evidence' : 'show',
  }
}

/** The longest time that a text ends or begins with, and the rest of it. */
function withoutPeriod(text: string, today: Today): { words: string; period: Period | null } {
  if (text.trim() === '') return { words: '', period: null }
  const words = text.split(/\s+/u).slice(0, 30)
  for (let count = words.length; count > 0; count--) {
    const rest = words.length - count
    const atEnd = readPeriod(words.slice(rest).join(' '), today)
    if (atEnd) return { words: words.slice(0, rest).join(' '), period: atEnd }
    const atStart = readPeriod(words.slice(0, count).join(' '), today)
    if (atStart) return { words: words.slice(count).join(' '), period: atStart }
  }
  return { words: text, period: null }
}
