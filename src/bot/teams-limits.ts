import type { Limit, Pace, Waiting } from '../records/pace.ts'

/**
 * What Teams takes of a bot, edits included: in a conversation 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour; in a
 * tenant 50 in a second. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 * The first row keeps the three short windows, with a third of a second to spare for a message that is late; the second the hour.
 */
const conversationLimits = (conversation: string): readonly [Limit, Limit] => {
  const thread = conversation.split(';')[0] ?? ''
  return [
    { name: `teams ${thread}`, every: 600, burst: 4, bulkBurst: 3 },
    { name: `teams-hour ${thread}`, every: 4_000, burst: 890, bulkBurst: 880 },
  ]
}
/**
 * Who is in a conversation: 14 in 1 s, 16 in 2 s, 120 in 30 s and 3,600 in an hour, on the same page. One row keeps all
 * four windows.
 */
export const rosterLimit = (conversation: string): Limit => {
  const thread = conversation.split(';')[0] ?? ''
  return { name: `teams-roster ${thread}`, every: 1_005, burst: 8, bulkBurst: 6 }
}
/** Opening a chat: 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour. Microsoft gives it by thread, and there is none yet. */
export const openingLimit: Limit = { name: 'teams-opening', every: 2_010, burst: 4, bulkBurst: 4 }
const tenantLimit: Limit = { name: 'teams', every: 33, burst: 10, bulkBurst: 5 }

/** Only a conversation has windows of more than a second, so a longer wait is not for the others. Milliseconds. */
const longestForAll = 10_000
/** Where Teams does not say how long. */
const unsaidWait = 5_000

/** Waits until a message may go to this conversation. @throws Failure throttled, with the time to come back */
export async function takeTurn(pace: Pace, conversation: string, waiting: Waiting): Promise<void> {
  for (const limit of [...conversationLimits(conversation), tenantLimit]) await pace.take(limit, 1, waiting)
}

/** The same for what is asked of Teams beside messages. */
export async function takeTurnFor(pace: Pace, limit: Limit, waiting: Waiting): Promise<void> {
  for (const one of [limit, tenantLimit]) await pace.take(one, 1, waiting)
}

/** Counts a message that somebody waits for: it goes out at once, and edits wait a little longer. */
export async function countMessage(pace: Pace, conversation: string): Promise<void> {
  await Promise.all([...conversationLimits(conversation), tenantLimit].map((limit) => pace.count(limit, 1)))
}

/**
 * Teams asked to wait: nobody sends there until then.
 * @param ms `null` where it did not say how long
 * @returns how long, in milliseconds
 */
export const holdConversation = (pace: Pace, conversation: string, ms: number | null): Promise<number> =>
  holdFor(pace, conversationLimits(conversation)[0], ms)

/** The same for what is asked of Teams beside messages. */
export async function holdFor(pace: Pace, limit: Limit, ms: number | null): Promise<number> {
  const wait = ms ?? unsaidWait
  await pace.hold(limit, wait)
  if (wait <= longestForAll) await pace.hold(tenantLimit, wait)
  return wait
}
