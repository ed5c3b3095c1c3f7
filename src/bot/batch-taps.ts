import { type BatchCardKind, cardOfBatch } from '../cards/batch-card.ts'
import type { Page } from '../cards/batch-look.ts'
import type { View } from '../cards/offboarding-card.ts'
import { Failure } from '../errors.ts'
import type { BatchCommand } from '../offboarding/batch/decide.ts'
import type { BatchRefusal } from '../offboarding/batch/decision.ts'
import type { Choosing, Verb } from '../offboarding/batch/events.ts'
import { type BatchState, batchNeedsSecondPerson, isFirstOf, isListed } from '../offboarding/batch/evolve.ts'
import { notRecorded } from '../offboarding/batch/matching.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import { wordsIn } from '../offboarding/words.ts'
import { loadBatch, recordBatch } from '../records/batch-history.ts'
import { membersOf, seeBatch } from '../records/batch-members.ts'
import { readApprovalsChat } from '../records/settings.ts'
import { type BatchTap, choicesIn, moreEmailIn } from './batch-tap-shape.ts'
import type { BotOptions } from './bot.ts'
import { inTime, type TapAnswer, type Tapper, warn } from './taps.ts'

/** Takes a tap on a card of many, as with one: who taps is read now, and the decider says whether it counts. */
export async function takeBatchTap(options: BotOptions, tap: BatchTap, tapper: Tapper): Promise<TapAnswer> {
  const { database, tenant, watch } = options
  const words = wordsIn(tapper.reader.language)
  const counted = (result: string, answer: TapAnswer): TapAnswer => {
    watch.tap({ verb: tap.verb, result, offboarding: tap.batch })
    return answer
  }
  const state = await loadBatch(database, tap.batch)
  if (state === null) return counted('gone', say(words.batch.gone))
  const by = await inTime(options, state, tenant.approver(tapper.id))
  if (by instanceof Failure) return counted(by.kind, say(words.failures[by.kind].sentence))
  const forbidden = mayOpen(by) ?? (isListed(state, by.person.id) ? ({ kind: 'is-listed' } as const) : null)
  if (forbidden) return counted(forbidden.kind, say(words.batch.refusal(forbidden)))
  if (tap.verb === 'batch-list') return turnPage(options, state, tap, tapper, by, counted)
  const approvals = tap.verb === 'batch-start' ? ((await readApprovalsChat(database))?.conversation ?? null) : null
  const written = await recordBatch(database, state.id, (newest) => commandOf(options, newest, tap, by, approvals))
  if (written === null) return counted('gone', say(words.batch.gone))
  const { decision, state: after } = written
  if (decision.events.length > 0) options.wakeBatch(state.id)
  if (decision.events.some(({ type }) => type === 'started'))
    warn(options, after).catch((error: unknown) => options.log.error({ err: error }, 'cannot warn of a brake'))
  const unsent = decision.events.some((event) => event.type === 'chosen' && event.unsent)
  const notice = unsent ? words.batch.unsent(after.unsent) : decision.refusal
  const answer = await show(options, after, cardTapped(tap), tapper, by, notice)
  return counted(decision.refusal?.kind ?? 'counted', answer)
}

/** Shows another part of the list. What was chosen on the part before is recorded first, so that it is not lost. */
async function turnPage(
  options: BotOptions,
  state: BatchState,
  tap: Extract<BatchTap, { verb: 'batch-list' }>,
  tapper: Tapper,
  by: Approver,
  counted: (result: string, answer: TapAnswer) => TapAnswer,
): Promise<TapAnswer> {
  const words = wordsIn(tapper.reader.language)
  // Only where the card is shown anyway; an id alone opens no card.
  if (!isShownIn(state, tapper.conversation)) return counted('gone', say(words.batch.gone))
  const choices = choicesIn(tap)
  const { moreEmail = state.moreEmail } = moreEmailIn(tap)
  const isTicked = isAsker(state, by) && moreEmail !== state.moreEmail
  if (!isTicked && !isUnsent(state, by, choices))
    return counted('shown', await show(options, state, 'review', tapper, by, null, tap))
  const written = await recordBatch(options.database, state.id, { type: 'choose', by, choices, moreEmail })
  if (written === null) return counted('gone', say(words.batch.gone))
  const { decision, state: after } = written
  const [event] = decision.events
  if (event) options.wakeBatch(state.id)
  const count = event?.type === 'chosen' ? event.choices.length : 0
  const notice = count > 0 ? words.batch.recorded(count) : decision.refusal
  return counted(decision.refusal?.kind ?? 'shown', await show(options, after, 'review', tapper, by, notice, tap))
}

/** Only whoever sent the list has anything to choose. */
const isUnsent = (state: BatchState, by: Approver, choices: readonly Choosing[]): boolean =>
  isAsker(state, by) && notRecorded(state, choices).length > 0

const isAsker = ({ phase, requester }: BatchState, { person }: Approver): boolean =>
  phase === 'review' && person.id === requester.id

type Deciding = Extract<
  BatchTap,
  { verb: 'batch-confirm' | 'batch-skip' | 'batch-attest' | 'batch-again' | 'batch-confirm-all' }
>

const verbs: { readonly [verb in Deciding['verb']]: Verb } = {
  'batch-confirm': 'confirm',
  'batch-confirm-all': 'confirm-all',
  'batch-skip': 'skip',
  'batch-attest': 'attest',
  'batch-again': 'again',
}

async function commandOf(
  { database }: BotOptions,
  state: BatchState,
  tap: Exclude<BatchTap, { verb: 'batch-list' }>,
  by: Approver,
  approvals: string | null,
): Promise<BatchCommand> {
  switch (tap.verb) {
    case 'batch-choose':
      return { type: 'choose', by, choices: choicesIn(tap), ...moreEmailIn(tap) }
    case 'batch-start': {
      const choices = choicesIn(tap)
      // Whoever ticked somebody and forgot to send it does not want to start them.
      if (isUnsent(state, by, choices)) return { type: 'choose', by, choices, unsent: true, ...moreEmailIn(tap) }
      return { type: 'start', by, digest: tap.digest, approvals, ...moreEmailIn(tap) }
    }
    case 'batch-cancel':
      return { type: 'cancel', by }
    case 'batch-stop':
      return { type: 'stop', by, reason: null, members: await membersOf(database, state) }
    default: {
      const { verb, action, digest } = tap
      return { type: 'decide', by, verb: verbs[verb], action, digest, members: await membersOf(database, state) }
    }
  }
}

function cardTapped({ verb }: BatchTap): BatchCardKind {
  return ['batch-list', 'batch-choose', 'batch-start', 'batch-cancel'].includes(verb) ? 'review' : 'progress'
}

const isShownIn = (state: BatchState, conversation: string): boolean =>
  state.showings.some((showing) => showing.conversation === conversation)

/** How one person sees a batch's cards in one place. Buttons are a courtesy: the decider decides, whatever shows. */
function viewFor(state: BatchState, conversation: string, by: Approver): View {
  if (state.startedAt === null) return by.person.id === state.requester.id ? 'decide' : 'watch'
  if (state.showings.find((showing) => showing.conversation === conversation)?.follows) return 'follow'
  return batchNeedsSecondPerson(state) && isFirstOf(state, by.person.id) ? 'first-person' : 'decide'
}

async function show(
  { database }: BotOptions,
  state: BatchState,
  kind: BatchCardKind,
  tapper: Tapper,
  by: Approver,
  notice: BatchRefusal | string | null,
  page: Page | null = null,
): Promise<TapAnswer> {
  const seen = { ...(await seeBatch(database, state)), speed: null }
  const shown = state.startedAt === null ? 'review' : kind
  const view = viewFor(state, tapper.conversation, by)
  const card = cardOfBatch(seen, shown, { notice, now: database.now(), reader: tapper.reader, view, page })
  return { card, sentence: sentenceOf(notice, tapper), alone: page !== null }
}

const sentenceOf = (notice: BatchRefusal | string | null, { reader }: Tapper): string | null =>
  notice === null || typeof notice === 'string' ? notice : wordsIn(reader.language).batch.refusal(notice)

const say = (sentence: string): TapAnswer => ({ card: null, sentence })
