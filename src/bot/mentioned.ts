import { TeamsInfo, type TurnContext } from 'botbuilder'
import type { BotOptions } from './bot.ts'
import type { Mention } from './commands.ts'

/**
 * The mentioned person's object id. Teams' own roster tells it; the mention itself carries only Teams' id of an
 * account, or in some clients the object id beside it.
 */
export async function mentioned({ log }: BotOptions, context: TurnContext, mention: Mention): Promise<string | null> {
  try {
    const member = await TeamsInfo.getMember(context, mention.id)
    return member.aadObjectId ?? mention.objectId
  } catch (error) {
    // Not in this chat: the directory is searched for the name, and the review card shows who it is.
    log.info({ err: error }, 'a mentioned person is not in the roster of the chat')
    return mention.objectId
  }
}

/** What was typed beside a person's name, which stands where they were mentioned. */
export const withoutName = (words: string, { name }: Mention): string =>
  name === '' ? words : words.replace(name.replace(/\s+/g, ' ').trim(), ' ').trim()
