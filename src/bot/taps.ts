import { z } from 'zod'
import { offerFor } from '../actions/offer.ts'
import type { RenderedCard } from '../cards/card.ts'
import { cardOf } from '../cards/offboarding-card.ts'
import { Failure } from '../errors.ts'
import type { Refusal } from '../offboarding/consent.ts'
import type { Command } from '../offboarding/decide.ts'
import type { CardKind, State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { actionIds } from '../offboarding/plan.ts'
import { type Approver, mayOpen, protectionOf } from '../offboarding/policy.ts'
import { words } from '../offboarding/words.ts'
import { failureSentence } from '../offboarding/words-of-refusals.ts'
import { load, record } from '../records/history.ts'
import type { BotOptions } from './bot.ts'

/** What a button of an offboarding carries: which one, which action, and what was seen. Never who. */
const tapShape = z.object({
  verb: z.enum(['start', 'cancel', 'confirm', 'confirm-all', 'skip', 'attest']),
  offboarding: z.guid(),
  action: z.enum(actionIds).nullable(),
  digest: z.string().regex(/^[0-9a-f]{32}$/u),
  reason: z.string().max(2000).optional(),
})
type TapData = z.infer<typeof tapShape>

/** The answer to a tap: the card as it is now, with a sentence on it where something was refused, or a sentence alone. */
export type TapAnswer = {
  readonly card: RenderedCard | null
  readonly sentence: string | null
}

const answerWithin = 9_000

/**
 * Takes a tap. Who tapped comes from the authenticated activity, what is true now is read now, and the decider says
 * whether it counts.
 * @param by the tapping person's Entra object id, from the authenticated activity
 */
export async function takeTap(options: BotOptions, value: unknown, by: string): Promise<TapAnswer> {
  const parsed = tapShape.safeParse(value)
  if (!parsed.success) return say(words.conversation.unreadableTap)
  const tap = parsed.data
  const state = await load(options.database, tap.offboarding)
  if (state === null) return say(words.conversation.gone)
  let approver: Approver
  let facts: Facts
  try {
    ;[approver, facts] = await inTime(readNow(options, tap, state, by))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    options.log.warn({ offboarding: state.id, failure: error.note }, 'cannot read who taps on whom')
    // Without knowing who taps, not even the card is shown.
    return say(failureSentence(error.kind))
  }
  const forbidden = mayOpen(approver)
  if (forbidden) return say(words.refusal(forbidden))
  const written = await record(options.database, state.id, (newest) => commandOf(options, tap, newest, approver, facts))
  if (written === null) return say(words.conversation.gone)
  if (written.decision.events.length > 0) options.wake(state.id)
  return show(options, written.state, tap, written.decision.refusal)
}

/** Both reads at once; a cancellation needs no facts. */
function readNow({ tenant }: BotOptions, tap: TapData, state: State, by: string): Promise<[Approver, Facts]> {
  const facts = tap.verb === 'cancel' ? Promise.resolve(state.offer.facts) : tenant.facts(state.leaver.id)
  return Promise.all([tenant.approver(by), facts])
}

/** Teams gives up after 10 to 15 seconds and then says that something went wrong; we say it earlier and better. */
async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('unreachable', 'the directory did not answer in time')), answerWithin)
  })
  try {
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
  }
}

function commandOf(options: BotOptions, tap: TapData, state: State, by: Approver, facts: Facts): Command {
  const { verb, action, digest } = tap
  if (verb === 'cancel') return { type: 'cancel', by }
  const protection = protectionOf(facts, state.requester, options.protectedUsers)
  const seen = { by, digest, fresh: offerFor(facts, state), protection }
  if (verb === 'start') return { type: 'start', reason: reasonOf(tap), ...seen }
  if (verb === 'confirm-all') return { type: 'confirm-all', ...seen }
  return { type: verb, action: action ?? 'reset-password', ...seen }
}

function reasonOf({ reason }: TapData): string | null {
  const text = (reason ?? '').trim().slice(0, 400)
  return text === '' ? null : text
}

function show(options: BotOptions, state: State, tap: TapData, refusal: Refusal | null): TapAnswer {
  const kind: CardKind = tap.verb === 'start' || tap.verb === 'cancel' ? 'review' : (tap.action ?? 'review')
  const card = cardOf(state, kind, { notice: refusal, now: options.database.now() })
  return { card, sentence: refusal ? words.refusal(refusal) : null }
}

const say = (sentence: string): TapAnswer => ({ card: null, sentence })
