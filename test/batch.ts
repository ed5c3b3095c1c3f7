import type { World } from './offboard.ts'
import { buttonsOf, type Message, type TapReply, type Teams, type TeamsPerson } from './teams.ts'

/** Whoever taps is a person: they wait for the card, read it, and tap what is on it. */
export type Crowd = {
  readonly teams: Teams
  /** Sends the list. */
  readonly requester: TeamsPerson
  /** Confirms; may be the requester where the policy allows it. */
  readonly approver: TeamsPerson
  /** Where the list is sent, and where it is confirmed: the approvals chat, or the same. */
  readonly chat: string
  readonly approvals: string
  /** As typed: names or addresses, one a line. */
  readonly people: readonly string[]
  /** How long each card may take, in milliseconds. */
  readonly patience?: number
}

/** When it happened, by `performance.now()`. */
export type Passed = {
  readonly sent: number
  /** The review card was there. */
  readonly reviewed: number
  readonly started: number
  /** The card with the buttons was there. */
  readonly ready: number
  readonly confirmed: number
  /** The summary was there. */
  readonly finished: number
  readonly answers: readonly TapReply[]
}

/** A list is sent, started and confirmed whole, as people do it, and waited for to its end. */
export async function manyLeave(crowd: Crowd): Promise<Passed> {
  const { teams, requester, approver, chat, approvals, people, patience = 60_000 } = crowd
  const sent = performance.now()
  await teams.say(requester, chat, `offboard\n${people.join('\n')}`)
  const review = await reviewOf(teams, chat, patience)
  const reviewed = performance.now()
  const started = await teams.tap(requester, review, titleLike(review, /^Start for \d/))
  const startedAt = performance.now()
  const progress = await progressOf(teams, approvals, patience)
  const ready = performance.now()
  const confirmed = await teams.tap(approver, progress, 'Confirm all')
  const confirmedAt = performance.now()
  await teams.until(approvals, isSummary, 'the summary of the list', patience)
  return {
    ...{ sent, reviewed, started: startedAt, ready, confirmed: confirmedAt, finished: performance.now() },
    answers: [started, confirmed],
  }
}

/** The review card, once everybody has been looked up. */
export const reviewOf = (teams: Teams, chat: string, patience?: number): Promise<Message> =>
  teams.until(chat, ({ card }) => verbsOf(card).includes('batch-cancel'), 'the review of the list', patience)

/** The card with the buttons for all, once everybody has an offboarding of their own. */
export const progressOf = (teams: Teams, chat: string, patience?: number): Promise<Message> =>
  teams.until(chat, ({ card }) => verbsOf(card).includes('batch-confirm'), 'buttons for everybody', patience)

export const isSummary = ({ card }: Pick<Message, 'card'>): boolean => /locked out/.test(JSON.stringify(card))

const verbsOf = (card: Message['card']): string[] => buttonsOf(card).map(({ verb }) => verb)

/** The button whose title is like this; the number on it depends on the list. */
export function titleLike({ card }: Message, pattern: RegExp): string {
  const title = buttonsOf(card)
    .map((button) => button.title)
    .find((one) => pattern.test(one))
  if (title === undefined) throw new Error(`no button like ${pattern}`)
  return title
}

/**
 * What nobody waits for is read back seconds after it was done. While a card says that something is running, time goes
 * on faster.
 * @returns ends it
 */
export function proveSoon({ teams, clock }: World, running = /\d running/): () => void {
  const timer = setInterval(() => {
    const shown = teams.messages.findLast(({ card }) => verbsOf(card).some((verb) => verb.startsWith('batch-')))
    if (running.test(JSON.stringify(shown?.card))) clock.advance(3_000)
  }, 400)
  return () => clearInterval(timer)
}
