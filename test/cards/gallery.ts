import { askCard } from '../../src/cards/ask.ts'
import type { RenderedCard } from '../../src/cards/card.ts'
import { chooseCard } from '../../src/cards/choose.ts'
import { helpCard } from '../../src/cards/help.ts'
import { cardOf, type View } from '../../src/cards/offboarding-card.ts'
import type { Reader } from '../../src/offboarding/events.ts'
import type { CardKind, State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import type { Language } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import type { Found } from '../../src/tenant/tenant.ts'
import {
  answerAt,
  approver,
  apps,
  braked,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  jane,
  minute,
  note,
  offerOf,
  proofOf,
  requested,
  role,
  rulesOf,
  running,
  sam,
  skip,
  start,
  stateOf,
  tap,
} from '../offboarding/fixtures.ts'
import { shownAfterwards } from './gallery-of-afterwards.ts'
import { batchesFor } from './gallery-of-batches.ts'
import { listsFor } from './gallery-of-lists.ts'
import { shownForTheRest } from './gallery-of-more-email.ts'
import { shownForTheTime, whichTimes } from './gallery-of-times.ts'

export type Shown = { readonly name: string; readonly kind: CardKind; readonly state: State; readonly view?: View }

const bySam = approver(['Global Administrator'], sam)

/** Every state in which a card of an offboarding can be, for this leaver. */
export function shownFor(overrides: Partial<Facts> = {}, reason: string | null = null): Shown[] {
  const facts = factsOf(overrides)
  const asked = stateOf(requested(offerOf(facts), { reason }))
  const begun = running(facts, { reason })
  const confirmed = confirm(begun, 'reset-password')
  const attempted = follow(confirmed, { type: 'attempt', action: 'reset-password', before: null })
  const wait = { type: 'wait', until: start + 12 * minute, failure: note('throttled', { status: 429 }) } as const
  const waiting = follow(attempted, { ...wait, action: 'reset-password' })
  const answered = follow(attempted, { type: 'answer', action: 'reset-password', answer: answerAt(attempted) })
  const unconfirmed = done(begun, 'reset-password', false)
  const finished = (['reset-password', 'sign-out', 'block-sign-in', 'block-email'] as const).reduce(
    (state, action) => done(state, action),
    begun,
  )
  const again = follow(finished, { type: 'sign-out-again', answer: answerAt(finished), failure: null })
  const mixed = failed(skip(done(done(begun, 'reset-password'), 'sign-out', false), 'block-sign-in'), 'block-email')
  const card = (name: string, kind: CardKind, state: State): Shown => ({ name, kind, state })
  return [
    card('review, asked', 'review', asked),
    card('review, started', 'review', begun),
    card('review, cancelled', 'review', follow(asked, { type: 'cancel', by: bySam })),
    card('review, expired', 'review', follow(asked, { type: 'expire' })),
    card('action, open', 'reset-password', begun),
    card('action, confirmed', 'reset-password', confirmed),
    card('action, under way', 'reset-password', attempted),
    card('action, waiting', 'reset-password', waiting),
    card('action, read back', 'reset-password', answered),
    card('action, done', 'reset-password', done(begun, 'reset-password')),
    card('action, not confirmed yet', 'reset-password', unconfirmed),
    card('action, failed', 'reset-password', failed(begun, 'reset-password')),
    card('action, skipped', 'reset-password', skip(begun, 'reset-password')),
    card('action, expired', 'reset-password', follow(begun, { type: 'expire' })),
    card('sign-out, open', 'sign-out', confirmed),
    card('block, open', 'block-sign-in', skip(confirmed, 'sign-out')),
    card('email, open', 'block-email', skip(skip(confirmed, 'sign-out'), 'block-sign-in')),
    card('sign-out, done twice', 'sign-out', again),
    card('block, done', 'block-sign-in', finished),
    card('email, done', 'block-email', finished),
    card('summary, all done', 'summary', again),
    card('summary, mixed', 'summary', mixed),
    card('summary, nothing done', 'summary', follow(begun, { type: 'expire' })),
  ]
}

/** Leavers whom the facts treat differently. */
export function shownForTheSpecial(): Shown[] {
  const synced = running(factsOf({ synced: true }))
  const attested = follow(synced, { type: 'attest', action: 'reset-password', ...tap(synced) })
  const cautious = skip(attested, 'sign-out')
  const writeback = running(factsOf({ synced: true, cloudPasswordForSynced: true }))
  const guest = running(factsOf({ guest: true, mailbox: known(null) }))
  const federated = running(factsOf({ federated: true }))
  const blocked = running(factsOf({ accountEnabled: false, mailbox: known(apps(false)) }))
  const atBlock = done(done(blocked, 'reset-password'), 'sign-out')
  const outcome = { kind: 'already', proof: proofOf('block-sign-in', '2026-03-03T13:09:00Z') } as const
  const proven = follow(atBlock, { type: 'conclude', action: 'block-sign-in', outcome })
  const noMailbox = running(factsOf({ mailbox: known(null) }))
  const reviewOf = (facts: Facts) => stateOf(requested(offerOf(facts)))
  const replanned = follow(reviewOf(factsOf()), { type: 'replan', fresh: offerOf(factsOf(administrator)) })
  const card = (name: string, kind: CardKind, state: State): Shown => ({ name, kind, state })
  return [
    card('review, synced', 'review', reviewOf(factsOf({ synced: true }))),
    card('review, guest', 'review', reviewOf(factsOf({ guest: true, mailbox: known(null) }))),
    card('review, administrator', 'review', reviewOf(factsOf(administrator))),
    card('review, nothing known', 'review', reviewOf(factsOf(nothingKnown))),
    card(
      'review, already blocked',
      'review',
      reviewOf(factsOf({ accountEnabled: false, mailbox: known(apps(false)) })),
    ),
    card('review, replanned', 'review', replanned),
    card('password, on-premises', 'reset-password', synced),
    card('password, done on-premises', 'reset-password', attested),
    card('block, synced', 'block-sign-in', cautious),
    card('block, synced and done', 'block-sign-in', done(cautious, 'block-sign-in')),
    card('password, synced and failed', 'reset-password', failed(writeback, 'reset-password')),
    card('password, guest', 'reset-password', guest),
    card('password, federated', 'reset-password', federated),
    card('block, looking', 'block-sign-in', atBlock),
    card('block, already', 'block-sign-in', proven),
    card('email, no mailbox', 'block-email', noMailbox),
  ]
}

/** Who may see what when a second person is needed, when it is declined, and when nobody confirms. */
export function shownForApprovals(overrides: Partial<Facts> = {}, reason: string | null = null): Shown[] {
  const facts = factsOf(overrides)
  const rules = rulesOf({ approval: 'second-person' })
  const alone = { reason, personal: true }
  const asked = stateOf(requested(offerOf(facts, rules), alone))
  const begun = follow(asked, { type: 'start', reason: null, approvals: null, ...tap(asked, bySam) })
  const inChat = running(facts, { reason }, 'an-approvals-chat')
  const underWay = follow(confirm(inChat, 'reset-password'), {
    type: 'attempt',
    action: 'reset-password',
    before: null,
  })
  const decline = { type: 'decline', by: approver(), reason: reason ?? 'She stays until June' } as const
  const declined = follow(underWay, decline)
  const partly = follow(failed(done(inChat, 'reset-password'), 'sign-out'), { type: 'expire' })
  const views = (['decide', 'follow', 'first-person', 'watch'] as const).flatMap((view): Shown[] => [
    { name: `review, second person, ${view}`, kind: 'review', state: begun, view },
    { name: `action, second person, ${view}`, kind: 'reset-password', state: begun, view },
    { name: `action, failed, ${view}`, kind: 'reset-password', state: failed(begun, 'reset-password'), view },
  ])
  const card = (name: string, kind: CardKind, state: State): Shown => ({ name, kind, state })
  return [
    ...views,
    card('review, second person, asked', 'review', asked),
    { name: 'review, asked, watch', kind: 'review', state: asked, view: 'watch' },
    card('review, brake of a person', 'review', braked({ scope: 'person', count: 11 }, { reason })),
    card('review, brake of all', 'review', braked({ scope: 'organisation', count: 51 }, { reason })),
    card('review, declined', 'review', declined),
    card('action, declined', 'sign-out', declined),
    card('summary, declined', 'summary', done(declined, 'reset-password')),
    card('review, rest expired', 'review', partly),
    card('expired, before it was started', 'expired', follow(asked, { type: 'expire' })),
    card('expired, nothing done', 'expired', follow(begun, { type: 'expire' })),
    card('expired, the rest', 'expired', partly),
  ]
}

const administrator: Partial<Facts> = {
  roles: known([role('Exchange Administrator'), role('Global Administrator', true)]),
  roleAssignableGroup: known(true),
  namesakes: known(2),
  restricted: true,
  federated: true,
  mailbox: known({ ...apps(true), PopEnabled: false, ImapEnabled: false }),
}

const silent = unknown<never>('unreachable 503 UnknownError')

const nothingKnown: Partial<Facts> = {
  accountEnabled: null,
  jobTitle: null,
  department: null,
  createdAt: null,
  manager: silent,
  roles: silent,
  roleAssignableGroup: silent,
  mailbox: silent,
  namesakes: silent,
}

export function found(count: number, overrides: Partial<Found> = {}): Found[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${index}${jane.id.slice(1)}`,
    displayName: index === 0 ? 'Jane Doe' : `Jane Doering ${index}`,
    userPrincipalName: `jane.${index}@contoso.com`,
    jobTitle: index === 1 ? null : 'Sales lead',
    department: 'Sales',
    accountEnabled: index % 3 !== 2,
    ...overrides,
  }))
}

/** Teams ids of as many as can have a view of their own. */
export const viewers = Array.from({ length: 60 }, (_, index) => `29:${String(index).padStart(2, '0')}${'x'.repeat(85)}`)

/** A card as it goes to a chat with as many people as there can be. */
export function draw(
  { state, kind, view }: Omit<Shown, 'name'>,
  notice: string | null = null,
  reader: Reader = inEnglish,
): RenderedCard {
  return cardOf(state, kind, { now: start + 20 * minute, notice, reader, refreshFor: viewers, ...(view && { view }) })
}

/** Everything that the bot can show, by name. */
export function gallery(language: Language = 'en'): { readonly name: string; readonly rendered: RenderedCard }[] {
  const reason = 'She found another job'
  const words = wordsIn(language)
  const reader = { ...inEnglish, language }
  const offboarding = [
    ...shownFor({}, reason),
    ...shownForTheSpecial(),
    ...shownForApprovals({}, reason),
    ...shownForTheTime(),
    ...shownForTheRest(),
    ...shownAfterwards(),
  ]
  return [
    ...offboarding.map(({ name, ...shown }) => ({ name, rendered: draw(shown, null, reader) })),
    { name: 'choose', rendered: chooseCard(words, found(4), 'Jane') },
    { name: 'ask', rendered: askCard(words, words.conversation.askWhom) },
    { name: 'ask again', rendered: askCard(words, words.conversation.nobodyFound('Jnae'), 'Jnae') },
    { name: 'help', rendered: helpCard(words) },
    ...listsFor(language),
    ...whichTimes(language),
    ...batchesFor(language),
  ]
}
