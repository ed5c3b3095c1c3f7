import type { Activity } from 'botbuilder'
import { z } from 'zod'
import type { Reader } from '../offboarding/events.ts'
import { type Language, languageFor } from '../offboarding/words/languages.ts'
import { type Words, wordsIn } from '../offboarding/words.ts'

/** What a reader is told of an activity. */
type Sent = Pick<Activity, 'locale' | 'localTimezone' | 'entities' | 'conversation'>

/**
 * What Teams knows of the client beside the activity itself:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
const clientShape = z.object({
  type: z.literal('clientInfo'),
  locale: z.string().nullish(),
  timezone: z.string().nullish(),
})

/** How whoever sent an activity reads: by the locale and the time zone of their client, or in UTC where it told none. */
export function readerOf(activity: Sent): Reader {
  const language = languageFor(activity.locale || clientOf(activity)?.locale)
  return { language, zone: zoneOf(activity) ?? 'UTC' }
}

/** The time zone of whoever sent an activity. `null` when their client told none, and none was known before. */
export const zoneOf = (activity: Sent): string | null => activity.localTimezone || clientOf(activity)?.timezone || null

const clientOf = ({ entities }: Sent) =>
  (entities ?? []).flatMap((entity) => clientShape.safeParse(entity).data ?? []).at(0)

/** The words for what one person alone reads: the answer to their tap. */
export const wordsFor = (activity: Sent): Words => wordsIn(readerOf(activity).language)

/** How a chat reads what is said in it: as its person does where there is only one, else in the language set for several. */
export function readerAt(activity: Sent, groupLanguage: Language): Reader {
  const reader = readerOf(activity)
  return activity.conversation.conversationType === 'personal' ? reader : { ...reader, language: groupLanguage }
}

export const wordsAt = (activity: Sent, groupLanguage: Language): Words =>
  wordsIn(readerAt(activity, groupLanguage).language)
