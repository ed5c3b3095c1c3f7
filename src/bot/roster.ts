import { TeamsInfo, type TurnContext } from 'botbuilder'
import type { Logger } from 'pino'
import type { Database } from '../records/database.ts'
import type { Pace } from '../records/pace.ts'
import type { Adapter } from './adapter.ts'
import { askTeams } from './asking-teams.ts'
import { readReference } from './reference.ts'
import { rosterLimit } from './teams-limits.ts'

/** The Teams ids of a chat's members, for personal views of a card; none when there are too many or they cannot be read. */
export type Roster = (conversation: string) => Promise<readonly string[]>

/** Teams shows personal views to at most 60 people a card; in a larger chat everybody sees the same card. */
const mostViewers = 60
const keptFor = 10 * 60_000
const mostChats = 200
const unhurried = { urgency: 'bulk', patience: 1_000 } as const
/** Where it could not be read. */
const askAgainAfter = 30_000

/** Reads rosters and keeps them for ten minutes: people come and go seldom, and reads are limited by Teams. */
export function createRoster(options: {
  adapter: Adapter
  appId: string
  database: Database
  pace: Pace
  log: Logger
}): Roster {
  const kept = new Map<string, { at: number; ids: readonly string[] }>()
  return async (conversation) => {
    const now = options.database.now()
    const before = kept.get(conversation)
    if (before && now - before.at < keptFor) return before.ids
    const ids = await membersOf(options, conversation)
    if (kept.size >= mostChats) kept.clear()
    kept.set(conversation, { at: ids === null ? now - keptFor + askAgainAfter : now, ids: ids ?? [] })
    return ids ?? []
  }
}

async function membersOf(
  { adapter, appId, database, pace, log }: Parameters<typeof createRoster>[0],
  conversation: string,
): Promise<readonly string[] | null> {
  const ids: string[] = []
  try {
    const reference = await readReference(database, conversation)
    await adapter.continueConversationAsync(appId, reference, async (context: TurnContext) => {
      const asking = () => TeamsInfo.getPagedMembers(context, mostViewers + 1)
      const { members } = await askTeams({ pace, database }, rosterLimit(conversation), unhurried, asking)
      ids.push(...members.map((member) => member.id))
    })
  } catch (error) {
    log.warn({ err: error }, 'cannot read who is in a chat; everybody sees the same card')
    return null
  }
  return ids.length > mostViewers ? [] : ids
}
