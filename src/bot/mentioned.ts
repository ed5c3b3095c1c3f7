import { TeamsInfo, type TurnContext } from 'botbuilder'
import { askTeams } from './asking-teams.ts'
import type { BotOptions } from './bot.ts'
import type { Mention } from './commands.ts'
import { rosterLimit } from './teams-limits.ts'

const waiting = { urgency: 'person', patience: 1_500 } as const

/**
 * The mentioned person's object id. Teams' own roster tells it; the mention itself carries only Teams' id of an
 * account, or in some clients the object id beside it.
 */
export async function mentioned(options: BotOptions, context: TurnContext, mention: Mention): Promise<string | null> {
  const limit = rosterLimit(context.activity.conversation.id)
  try {
    const member = await askTeams(options, limit, waiting, () => TeamsInfo.getMember(context, mention.id))
    return member.aadObjectId ?? mention.objectId
  } catch (error) {
    // Not in this chat, or not to be asked now: the directory is searched for the name, and the review card shows who it is.
    options.log.info({ err: error }, 'a mentioned person was not found in the roster of the chat')
    return mention.objectId
  }
}

/** What was typed beside a person's name, which stands where they were mentioned. */
export const withoutName = (words: string, { name }: Mention): string =>
  name === '' ? words : words.replace(name.replace(/\s+/g, ' ').trim(), ' ').trim()
