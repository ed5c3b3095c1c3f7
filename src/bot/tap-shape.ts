import { z } from 'zod'
import { actionIds } from '../offboarding/plan.ts'

/** What a button of an offboarding carries: which one, which action, and what was seen. Never who. */
export const tapShape = z.object({
  verb: z.enum(['start', 'cancel', 'confirm', 'confirm-all', 'skip', 'attest', 'decline']),
  offboarding: z.guid(),
  action: z.enum(actionIds).nullable(),
  digest: z.string().regex(/^[0-9a-f]{32}$/u),
  reason: z.string().max(2000).optional(),
})
export type TapData = z.infer<typeof tapShape>

/** What a client sends by itself to show somebody their own view of a card. */
export const refreshShape = z.object({
  verb: z.literal('refresh'),
  offboarding: z.guid(),
  card: z.enum(['review', ...actionIds, 'summary', 'expired']),
})

/** Why, as it is kept in the history: trimmed, at most 400 characters. */
export function reasonOf({ reason }: TapData): string | null {
  const text = (reason ?? '').trim().slice(0, 400)
  return text === '' ? null : text
}
