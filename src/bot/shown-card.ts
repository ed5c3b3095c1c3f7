import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { RenderedCard } from '../cards/card.ts'
import { Failure } from '../errors.ts'
import type { PostedCard } from '../records/posted-cards.ts'
import type { Watch } from '../watch/watch.ts'
import { type SendingOptions, sendCard, statusOf } from './sending.ts'

export type ShowingOptions = SendingOptions & {
  /** A card is edited no sooner than this after its last edit, in milliseconds; it shows the newest state then. */
  readonly cardEveryMs: number
  readonly watch: Watch
  readonly log: Logger
}

/** With pauses up to a quarter of an hour, these tries are about a day; then a card is left until there is news. */
const maxTries = 100
const longestPause = 15 * 60_000
const maxReplacements = 1
/** "Later", from Teams, costs no try; but for no longer than this, in milliseconds. */
const longestBehind = 24 * 3_600_000

/** When to look at the message again; `holdsBack`: what comes after it in the chat waits for it. */
type Kept = { readonly at: number | null; readonly holdsBack: boolean }

/**
 * Makes one message show a card: posts it, or edits what shows something else. At least once: a process that dies between
 * sending and remembering sends again.
 * @param card `draw` makes it, `lasting` for a message that may never be edited; `remember` keeps what was sent
 */
export async function keepShown(
  options: ShowingOptions,
  conversation: string,
  before: PostedCard,
  card: { draw(lasting: boolean): RenderedCard; remember(card: PostedCard): Promise<void> },
): Promise<Kept> {
  let sent = before
  // A process that dies before it remembers a new message leaves one that is never edited, so what a message shows
  // first stays true; what is under way is shown by an edit.
  for (const lasting of sent.activity === null ? [true, false] : [false]) {
    const drawn = card.draw(lasting)
    const shown = createHash('sha256').update(JSON.stringify(drawn.card)).digest('hex')
    if (sent.shown === shown) continue
    const mayEditAt = sent.editedAt === 0 ? 0 : sent.editedAt + options.cardEveryMs
    if (sent.activity !== null && mayEditAt > options.database.now()) return { at: mayEditAt, holdsBack: false }
    sent = await deliver(options, conversation, sent, drawn, shown)
    await card.remember(sent)
    if (sent.shown === shown) continue
    return sent.tries < maxTries ? { at: sent.retryAt, holdsBack: true } : { at: null, holdsBack: false }
  }
  return { at: null, holdsBack: false }
}

export const unsent = (showing: number, kind: string): PostedCard => {
  const never = { retryAt: 0, editedAt: 0, behindSince: 0 }
  return { showing, kind, activity: null, shown: null, replaced: 0, tries: 0, ...never }
}

async function deliver(
  options: ShowingOptions,
  conversation: string,
  before: PostedCard,
  card: RenderedCard,
  shown: string,
): Promise<PostedCard> {
  try {
    const activity = await sendCard(options, conversation, before.activity, card)
    const editedAt = before.activity === null ? 0 : options.database.now()
    return { ...before, activity, shown, tries: 0, retryAt: 0, editedAt, behindSince: 0 }
  } catch (error) {
    return notShown(options, before, error)
  }
}

/** A card that shows an older state: when to try again, and whether at all. */
function notShown(options: ShowingOptions, before: PostedCard, error: unknown): PostedCard {
  const now = options.database.now()
  const behind = { ...before, behindSince: before.behindSince || now }
  if (error instanceof Failure && error.kind === 'throttled') {
    const tries = now - behind.behindSince > longestBehind ? maxTries : before.tries
    return { ...behind, tries, retryAt: now + (error.retryAfterMs ?? longestPause) }
  }
  const status = statusOf(error)
  const tries = before.tries + 1
  options.log.warn({ status, kind: before.kind, tries }, 'a card could not be shown')
  options.watch.cardFailed(before.kind.replace(/-\d+$/, ''), status)
  const retryAt = now + Math.min(longestPause, 1_000 * 2 ** Math.min(tries, 10))
  // Deleted, or its thread is gone: a new message takes its place, once.
  const gone = before.activity !== null && (status === 403 || status === 404)
  if (gone && before.replaced < maxReplacements) {
    return { ...behind, activity: null, editedAt: 0, replaced: before.replaced + 1, tries, retryAt: now }
  }
  return { ...behind, tries: gone ? maxTries : tries, retryAt }
}
