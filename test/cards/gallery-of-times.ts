import type { RenderedCard } from '../../src/cards/card.ts'
import { whichTimeCard } from '../../src/cards/which-time.ts'
import type { Command } from '../../src/offboarding/decide.ts'
import { type Facts, known } from '../../src/offboarding/facts.ts'
import type { Language } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { approver, factsOf, inEnglish, note, role, sam, tap } from '../offboarding/fixtures.ts'
import {
  asked,
  byAnn,
  comeDue,
  confirmed,
  day,
  due,
  hour,
  minute,
  played,
  started,
  zone,
} from '../offboarding/in-advance.ts'
import type { Shown } from './gallery.ts'

/** Every state in which a card can be that has to do with a time, for this leaver. */
export function shownForTheTime(overrides: Partial<Facts> = {}): Shown[] {
  const facts = factsOf(overrides)
  const move = (at: number): Command => ({ type: 'move', by: byAnn, to: { at, zone } })
  const begun = started(facts)
  const ready = confirmed(facts)
  const partly = played(begun, due - 2 * day, { type: 'confirm', action: 'reset-password', ...tap(begun, byAnn) })
  const reminded = played(ready, due - hour, { type: 'remind' })
  const unread = played(ready, due, { type: 'not-read', failure: note('unreachable'), until: due + minute })
  const late = played(ready, due + 5 * hour, comeDue(facts))
  const over = played(late, due + 5 * hour + day, { type: 'expire' })
  const protection = { kind: 'on-protected-list' } as const
  const isProtected = played(ready, due, { ...comeDue(facts), protection } as Command)
  const given = { type: 'not-read', failure: note('refused'), until: null } as const
  const changed = played(ready, due, comeDue(factsOf({ ...overrides, roles: known([role('Reports Reader')]) })))
  const hurried = played(ready, due - day, { type: 'do-now', by: byAnn, digest: ready.offer.digest })
  const ended = (state: typeof ready) => played(state, due + day, { type: 'decline', by: byAnn, reason: null })
  const card = (name: string, kind: Shown['kind'], state: Shown['state'], view?: Shown['view']): Shown => {
    return { name, kind, state, ...(view && { view }) }
  }
  return [
    card('time, review asked', 'review', asked(facts)),
    card('time, review asked, watch', 'review', asked(facts), 'watch'),
    card('time, review started', 'review', begun),
    card('time, review followed', 'review', begun, 'follow'),
    card('time, review late', 'review', played(ready, due + 17 * minute, comeDue(facts))),
    card('time, action open', 'reset-password', begun),
    card('time, action confirmed', 'reset-password', ready),
    card('time, action unread', 'reset-password', unread),
    card('time, action held', 'reset-password', late),
    card('time, action asked again', 'block-email', changed),
    card('time, reminder', 'news-0', reminded),
    card('time, reminder, watch', 'news-0', reminded, 'watch'),
    card('time, reminder, something missing', 'news-0', played(partly, due - hour, { type: 'remind' })),
    card('time, reminder, not started', 'news-0', played(asked(facts), due - hour, { type: 'remind' })),
    card('time, moved', 'news-0', played(ready, due - day, move(due + day))),
    card('time, now', 'news-0', hurried),
    card('time, held for being late', 'news-0', late),
    card('time, held for being unread', 'news-0', played(ready, due, given)),
    card('time, held for being protected', 'news-0', isProtected),
    card('time, changed', 'news-0', changed),
    card('time, confirmed by somebody who lost it', 'news-0', played(ready, due, comeDue(facts, [approver([], sam)]))),
    card('time, not confirmed', 'news-0', played(partly, due, comeDue(facts))),
    card('time, not started', 'news-0', played(asked(facts), due, comeDue(facts))),
    card('time, expired when held', 'expired', over),
    card('time, action expired when held', 'sign-out', over),
    card('time, expired', 'expired', played(begun, due + day, { type: 'expire' })),
    card('time, summary', 'summary', ended(played(ready, due + 17 * minute, comeDue(facts)))),
    card('time, summary of now', 'summary', ended(played(hurried, due - day, comeDue(facts)))),
  ]
}

export function whichTimes(language: Language): { readonly name: string; readonly rendered: RenderedCard }[] {
  const moments = [9, 12, 17].map((hours) => due - 14 * hour + hours * hour)
  const reader = { ...inEnglish, language }
  return [{ name: 'which time', rendered: whichTimeCard(wordsIn(language), 'on Friday', moments, reader) }]
}
