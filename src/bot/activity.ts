import type { Activity } from 'botbuilder'
import { z } from 'zod'

/**
 * What is relied on of an activity before anything looks at it: enough that no wrong type makes botbuilder or a dialog
 * throw. Fields that are not named here pass through as they came.
 * Source: https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
 */
const text = z.string().nullish()
const account = z.looseObject({
  id: text,
  name: text,
  // Compared with what Graph returns, which is lower case.
  aadObjectId: z.string().toLowerCase().nullish(),
})
const moment = z.string().pipe(z.coerce.date()).optional().catch(undefined)
const entity = z
  .looseObject({ type: text, text, mentioned: account.nullish() })
  .refine(({ type, mentioned }) => type !== 'mention' || mentioned, 'a mention mentions somebody')

const activitySchema = z.looseObject({
  type: z.string().min(1),
  id: text,
  name: text,
  text,
  locale: text,
  localTimezone: text,
  replyToId: text,
  channelId: text,
  serviceUrl: text,
  from: account.nullish(),
  recipient: account.nullish(),
  // It goes into a header of what is sent back, which takes printable ASCII only.
  conversation: z.looseObject({
    id: z.string().regex(/^[\x20-\x7e]+$/),
    tenantId: text,
    conversationType: text,
    name: text,
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: text }).nullish() }).nullish(),
  entities: z.array(entity).nullish(),
  attachments: z.array(z.looseObject({})).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  timestamp: moment,
  localTimestamp: moment,
  expiration: moment,
  // "expectReplies" would put every card into the answer of this request instead of into the chat.
  deliveryMode: z
    .unknown()
    .optional()
    .transform(() => undefined),
})

const maximumDepth = 50
const poison = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * An activity out of a parsed JSON body, or `null` when it is none: no object, no type, no conversation, a field of the
 * wrong kind, deeper than anything Teams sends, or with keys that reach for an object's prototype.
 */
export function readActivity(body: unknown): Activity | null {
  if (!isHarmless(body)) return null
  const read = activitySchema.safeParse(body)
  // Botbuilder's type claims more than a channel promises; what is relied on has just been checked.
  return read.success ? (read.data as unknown as Activity) : null
}

/** Level by level and without recursion: a body of brackets only must not exhaust the stack. */
function isHarmless(body: unknown): boolean {
  let level = [body]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maximumDepth) return false
    const objects = level.filter((value) => typeof value === 'object' && value !== null)
    if (objects.some((value) => Object.keys(value).some((key) => poison.has(key)))) return false
    level = objects.flatMap((value) => Object.values(value))
  }
  return true
}
