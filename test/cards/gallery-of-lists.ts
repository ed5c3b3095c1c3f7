import { clockOf, dayOf } from '../../src/cards/clock.ts'
import { curtainCard } from '../../src/cards/curtain.ts'
import { evidenceLinkCard } from '../../src/cards/evidence-link.ts'
import { historyCard, type Listing, openedCard, type Row } from '../../src/cards/history.ts'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import type { Facts } from '../../src/offboarding/facts.ts'
import type { Language } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { inEnglish, jane, minute, start } from '../offboarding/fixtures.ts'
import { shownFor } from './gallery.ts'

const anybody: Listing = { leaver: '', requester: '', from: null, until: null, open: false, pick: 'show' }
const now = start + 20 * minute
const day = 24 * 60 * minute
const turn = { direction: 'older', id: jane.id, requestedAt: start } as const

/** Ten rows of everything that can have become of an offboarding, and one that was removed. */
function rowsFor(overrides: Partial<Facts>): Row[] {
  const kept = shownFor(overrides).map(({ state }): Row => ({ kind: 'kept', state }))
  const places = [0, 1, 2, 3, 5, 7, 20, 21, 22]
  const removed: Row = { kind: 'removed', at: start - 30 * day, events: 31 }
  return [...places.flatMap((place) => kept[place] ?? []), removed]
}

/** The cards of status, history and evidence, for this leaver. */
export function listsFor(language: Language, overrides: Partial<Facts> = {}, typed = 'Jane') {
  const words = wordsIn(language)
  const reader = { ...inEnglish, language }
  const look = { words, clock: clockOf(reader, now), day: (at: string) => dayOf(at, reader), full: () => '' }
  const list = (listing: Partial<Listing>, rows: readonly Row[]) =>
    historyCard(
      {
        listing: { ...anybody, ...listing },
        ...{ turn, rows, older: rows.length === 10, newer: rows.length === 10 },
        places: rows.map(() => ({ id: jane.id, requestedAt: start })),
      },
      look,
    )
  const rows = rowsFor(overrides)
  const finished = rows
    .flatMap((row) => (row.kind === 'kept' && row.state.phase === 'finished' ? [row.state] : []))
    .slice(0, 1)
  const leaver = overrides.displayName ?? jane.displayName
  const url = 'https://offboard.contoso.com/evidence/k2vQx0Wm9cN4tR7yLpA3sDf6GhJ8bZ1e'
  const link = { leaver, url, code: '204817', until: look.clock(now) }
  const { heading, onlyYou, toOpen, aboutOpen } = words.history
  const button = { title: toOpen, tooltip: aboutOpen, verb: 'list', data: { listing: anybody, turn: null } }
  const lastMonth = { from: Date.UTC(2026, 0, 31, 23), until: Date.UTC(2026, 1, 28, 23) }
  const opened = (state: State) => openedCard(cardOf(state, 'summary', { now, reader }), state, anybody, turn, words)
  const failed = evidenceLinkCard(words, link, words.evidence.uploadFailed)
  return [
    { name: 'status', rendered: list({ open: true }, rows.slice(0, 1)) },
    { name: 'status, nothing', rendered: list({ open: true }, []) },
    { name: 'history', rendered: list({ leaver: typed.slice(4, 60) }, rows) },
    {
      name: 'history, searched',
      rendered: list({ leaver: typed.slice(0, 60), requester: 'Sam', ...lastMonth }, rows.slice(6, 7)),
    },
    { name: 'history, nothing', rendered: list({ leaver: 'Jnae', from: start }, []) },
    { name: 'evidence, which', rendered: list({ pick: 'evidence', leaver: 'Jane' }, rows.slice(5, 8)) },
    { name: 'evidence, link', rendered: evidenceLinkCard(words, link) },
    { name: 'evidence, link after a failure', rendered: failed },
    { name: 'curtain', rendered: curtainCard({ heading, text: onlyYou, button, refreshFor: ['29:x'] }) },
    ...finished.map((state) => ({ name: 'history, opened', rendered: opened(state) })),
  ]
}
