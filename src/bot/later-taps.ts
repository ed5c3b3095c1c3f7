import type { TurnContext } from 'botbuilder'
import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import type { Command } from '../offboarding/decide.ts'
import { elsewhereOf } from '../offboarding/elsewhere.ts'
import { type CardKind, cardsOf, type State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { type Approver, mayOpen, protectionOf } from '../offboarding/policy.ts'
import { undoCards, undoOfferFor } from '../offboarding/undo.ts'
import { wordsIn } from '../offboarding/words.ts'
import { rememberConversation } from '../records/conversations.ts'
import { load, record } from '../records/history.ts'
import { newestUndoable, startedBesides } from '../records/later.ts'
import { readApprovalsChat } from '../records/settings.ts'
import type { BotOptions } from './bot.ts'
import { referenceTextOf } from './reference.ts'
import type { LaterTapData } from './tap-shape.ts'
import { inTime, show, type TapAnswer, type Tapper } from './taps.ts'
import { showingIn } from './view.ts'

/**
 * Takes a tap on a card of what comes after an offboarding: to do again what has changed, to ask for an undo, to confirm
 * one. Who taps and what is true are read now, as for any other tap.
 */
export async function takeLaterTap(
  options: BotOptions,
  context: TurnContext,
  tap: LaterTapData,
  tapper: Tapper,
): Promise<TapAnswer> {
  const { database, tenant, watch } = options
  const words = wordsIn(tapper.reader.language)
  const counted = (result: string, answer: TapAnswer): TapAnswer => {
    watch.tap({ verb: tap.verb, result, offboarding: tap.offboarding })
    return answer
  }
  const sentence = (text: string): TapAnswer => ({ card: null, sentence: text })
  const state = await load(database, tap.offboarding)
  const isShown = state !== null && showingIn(state, tapper.conversation) !== undefined
  // An undo may be asked for from a list as well, where the summary is shown to one person.
  if (state === null || (!isShown && tap.verb !== 'undo')) return counted('gone', sentence(words.conversation.gone))
  const isRedo = tap.verb === 'redo'
  // How the email apps are now decides what an undo restores, so that answer is waited for.
  const facts = tenant.facts(state.leaver.id, {
    mailboxWithin: isRedo ? 0 : undefined,
    namedBefore: state.leaver.displayName,
  })
  const read = await inTime(options, state, Promise.all([tenant.approver(tapper.id), facts]))
  if (read instanceof Failure) return counted(read.kind, sentence(words.failures[read.kind].sentence))
  const [by, now] = read
  const forbidden = mayOpen(by)
  if (forbidden) return counted(forbidden.kind, sentence(words.refusal(forbidden)))
  if (!isShown) await rememberConversation(database, tapper.conversation, referenceTextOf(context))
  const personal = context.activity.conversation.conversationType === 'personal'
  const seen = { tap, by, now, tapper, personal }
  const written = await record(database, state.id, (newest) => commandOf(options, newest, seen), { waitedFor: true })
  if (written === null) return counted('gone', sentence(words.conversation.gone))
  const { refusal, events } = written.decision
  if (events.length > 0) options.wake(state.id)
  const notice = refusal ?? (tap.verb === 'undo' ? words.undo.follows : null)
  return counted(
    refusal?.kind ?? 'counted',
    show(options, written.state, cardTapped(written.state, tap), tapper, by, notice),
  )
}

type Seen = { tap: LaterTapData; by: Approver; now: Facts; tapper: Tapper; personal: boolean }

async function commandOf(
  options: BotOptions,
  state: State,
  { tap, by, now, tapper, personal }: Seen,
): Promise<Command> {
  const { database, rules, protectedUsers } = options
  const { digest } = tap
  if (tap.verb === 'redo') {
    const protection = protectionOf(now, state.requester, protectedUsers)
    const elsewhere = elsewhereOf(state, await startedBesides(database, state))
    return {
      type: 'redo',
      by,
      digest,
      fresh: offerFor(withMailbox(now, state.offer.facts), rules, state),
      protection,
      elsewhere,
    }
  }
  const fresh = undoOfferFor(state, offerFor(withMailbox(now, state.undo?.offer.facts), rules, state))
  const overtaken = await isLeftBehind(options, state)
  if (tap.verb !== 'undo') {
    return { type: 'confirm-undo', step: tap.verb === 'confirm-undo' ? tap.action : null, by, digest, fresh, overtaken }
  }
  const { conversation, reader } = tapper
  const approvals = (await readApprovalsChat(database))?.conversation ?? null
  return { type: 'ask-undo', by, fresh, approvals, overtaken, conversation, personal, ...reader }
}

/** Where Exchange does not answer, what it said last stands; what changed since is left alone by naming single apps. */
const withMailbox = (facts: Facts, before: Facts | undefined): Facts => {
  if (facts.mailbox.known || before === undefined) return facts
  const { mailbox, moreEmail = facts.mailbox } = before
  return { ...facts, mailbox, moreEmail }
}

/** Another offboarding of the same person is the one to undo. */
export async function isLeftBehind({ database }: BotOptions, state: State): Promise<boolean> {
  const newest = await newestUndoable(database, state.leaver.id)
  return newest !== null && newest.id !== state.id
}

/** The card to show in place of the one that was tapped: the newest of its kind, or what stands first. */
function cardTapped(state: State, { verb }: LaterTapData): CardKind {
  const cards = cardsOf(state)
  if (verb === 'undo') return cards.includes('summary') ? 'summary' : 'review'
  if (verb === 'redo') return cards.findLast((kind) => kind.startsWith('broken-')) ?? 'review'
  return undoCards(state).at(-1) ?? 'review'
}
