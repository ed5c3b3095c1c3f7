import { z } from 'zod'
import { actionIds } from '../offboarding/plan.ts'

const seen = { offboarding: z.guid(), digest: z.string().regex(/^[0-9a-f]{32}$/u) }
const action = z.enum(actionIds)

/** What a button of an offboarding carries: which one, which action, and what was seen. Never who. */
export const tapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.enum(['confirm', 'skip', 'attest']), action, ...seen }),
  z.object({
    verb: z.enum(['start', 'cancel', 'decline', 'confirm-all']),
    action: action.nullable(),
    ...seen,
    reason: z.string().max(2000).optional(),
  }),
])
export type TapData = z.infer<typeof tapShape>

/** What a client sends by itself to show somebody their own view of a card. */
export const refreshShape = z.object({
  verb: z.literal('refresh'),
  offboarding: z.guid(),
  card: z.enum(['review', ...actionIds, 'summary', 'expired']),
})

/** Why, as it is kept in the history: trimmed, at most 400 characters. */
export function reasonOf(tap: TapData): string | null {
  const text = (('reason' in tap && tap.reason) || '').trim().slice(0, 400)
  return text === '' ? null : text
}
