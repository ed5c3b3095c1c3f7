import { z } from 'zod'
import { actionIds } from '../offboarding/plan.ts'
import { undoSteps } from '../offboarding/undo.ts'

const seen = { offboarding: z.guid(), digest: z.string().regex(/^[0-9a-f]{32}$/u) }
const action = z.enum(actionIds)

/** What a button of an offboarding carries: which one, which action, and what was seen. Never who. */
export const tapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.enum(['confirm', 'skip', 'attest']), action, ...seen }),
  z.object({
    verb: z.enum(['start', 'cancel', 'decline', 'confirm-all', 'confirm-more']),
    action: action.nullable(),
    ...seen,
    reason: z.string().max(2000).optional(),
    /** A toggle; clients that know none send nothing. */
    moreEmail: z.enum(['true', 'false']).optional(),
  }),
  z.object({ verb: z.enum(['do-now', 'move']), action: z.null(), ...seen, when: z.string().max(200).optional() }),
])
export type TapData = z.infer<typeof tapShape>

/** What a button for afterwards carries: to do again what has changed, to ask for an undo, and to confirm it. */
export const laterTapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.enum(['redo', 'undo', 'confirm-undo-all']), ...seen }),
  z.object({ verb: z.literal('confirm-undo'), action: z.enum(undoSteps), ...seen }),
])
export type LaterTapData = z.infer<typeof laterTapShape>

/** What a client sends by itself to show somebody their own view of a card. */
export const refreshShape = z.object({
  verb: z.literal('refresh'),
  offboarding: z.guid(),
  card: z.union([
    z.enum(['review', ...actionIds, 'summary', 'expired']),
    z.templateLiteral(['broken-', z.int().nonnegative()]),
    z.templateLiteral(['undo-', z.int().nonnegative()]),
    z.templateLiteral(['news-', z.int().nonnegative()]),
  ]),
})

/** Whether the email apps beyond the six were ticked; nothing where the client does not say. */
export function moreEmailOf(tap: TapData): { moreEmail?: boolean } {
  return 'moreEmail' in tap && tap.moreEmail !== undefined ? { moreEmail: tap.moreEmail === 'true' } : {}
}

/** Why, as it is kept in the history: trimmed, at most 400 characters. */
export function reasonOf(tap: TapData): string | null {
  const text = (('reason' in tap && tap.reason) || '').trim().slice(0, 400)
  return text === '' ? null : text
}
