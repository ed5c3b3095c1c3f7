import type { TurnContext } from 'botbuilder'
import type { RenderedCard } from '../cards/card.ts'
import type { Listing } from '../cards/history.ts'
import { messageWith } from '../dialogs/message.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import { wordsIn } from '../offboarding/words.ts'
import { searchOffboardings } from '../records/search.ts'
import type { BotOptions } from './bot.ts'
import { giveEvidence, isPersonal } from './evidence.ts'
import { readListing } from './listing.ts'
import { curtainOf, listCard } from './lists.ts'
import { readerAt } from './reader.ts'
import { say } from './say.ts'
import type { TapAnswer } from './taps.ts'

export type ListKind = 'status' | 'history' | 'evidence'

/**
 * Answers `status`, `history` and `evidence` with what was typed after it. Who holds no role learns nothing; in a chat of
 * several the answer is behind a button, for whoever may.
 */
export async function askedList(
  options: BotOptions,
  context: TurnContext,
  kind: ListKind,
  rest: string,
): Promise<void> {
  const { card, sentence } = await answerOf(options, context, kind, rest)
  if (card) await context.sendActivity(messageWith(card))
  else if (sentence) await say(context, sentence)
}

async function answerOf(options: BotOptions, context: TurnContext, kind: ListKind, rest: string): Promise<TapAnswer> {
  const { activity } = context
  const reader = readerAt(activity, options.groupLanguage)
  const words = wordsIn(reader.language)
  const { approver, viewer } = options.tenant
  // Evidence leaves the chat; a list is only looked at.
  const by = await (kind === 'evidence' ? approver : viewer)(activity.from.aadObjectId ?? '')
  const refusal = mayOpen(by)
  if (refusal) return saying(words.notAllowed(refusal))
  const listing = readListing(kind, rest, { zone: reader.zone, now: options.database.now() })
  if (kind === 'evidence' && isAnything(listing)) return saying(words.evidence.askWhom)
  if (!isPersonal(context)) return showing(curtainOf(listing, reader, activity.from.id))
  if (kind !== 'evidence') return showing(await listCard(options, { by, reader }, listing, null))
  const only = await onlyOne(options, by, listing)
  if (only === 'none') return saying(words.evidence.nobodyFound(rest))
  if (only !== 'several') return giveEvidence(options, context, only.id, by, reader)
  return showing(await listCard(options, { by, reader }, listing, null))
}

async function onlyOne({ database }: BotOptions, by: Approver, listing: Listing) {
  const { places, older } = await searchOffboardings(database, { ...listing, notAbout: by.person.id }, 1)
  const [first] = places
  if (first === undefined) return 'none'
  return older ? 'several' : first
}

const isAnything = ({ leaver, requester, from }: Listing): boolean => leaver + requester === '' && from === null

const saying = (sentence: string): TapAnswer => ({ card: null, sentence })
const showing = (card: RenderedCard): TapAnswer => ({ card, sentence: null })
