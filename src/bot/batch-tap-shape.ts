import { z } from 'zod'
import type { Choosing } from '../offboarding/batch/events.ts'
import { actionIds } from '../offboarding/plan.ts'

const batch = z.guid()
const digest = z.string().regex(/^[0-9a-f]{32}$/u)

/** What a button of a batch carries: which one, what for, and one digest over everybody that was seen. Never who taps. */
export const batchTapShape = z.discriminatedUnion('verb', [
  // The card's inputs come beside these: one for each entry to choose for, and one with all that are ticked.
  z.looseObject({
    verb: z.literal('batch-list'),
    batch,
    list: z.enum(['ambiguous', 'sure', 'alone']),
    page: z.int().min(0).max(1_000),
  }),
  z.looseObject({ verb: z.literal('batch-choose'), batch }),
  z.looseObject({ verb: z.literal('batch-start'), batch, digest }),
  z.object({ verb: z.literal('batch-cancel'), batch, digest }),
  z.object({ verb: z.literal('batch-stop'), batch }),
  z.object({
    verb: z.enum(['batch-confirm', 'batch-skip', 'batch-attest', 'batch-again']),
    batch,
    action: z.enum(actionIds),
    digest,
  }),
  z.object({ verb: z.literal('batch-confirm-all'), batch, action: z.null(), digest }),
])
export type BatchTap = z.infer<typeof batchTapShape>

const chosen = z.union([z.literal('out').transform(() => null), z.guid()])
const ticked = z.string().max(10_000)

/** How the email apps beyond the six are ticked, where the card asked. */
export function moreEmailIn(tap: BatchTap): { moreEmail?: boolean } {
  const { data } = z.looseObject({ moreEmail: z.enum(['true', 'false']) }).safeParse(tap)
  return data ? { moreEmail: data.moreEmail === 'true' } : {}
}

/** What was chosen on a card, and who was ticked to be left out. What is neither is not a choice. */
export function choicesIn(tap: BatchTap): Choosing[] {
  const choices: Choosing[] = []
  for (const [name, value] of Object.entries(tap)) {
    const place = /^choice-(\d{1,4})$/u.exec(name)?.[1]
    const leaver = place === undefined ? null : chosen.safeParse(value)
    if (leaver?.success) choices.push({ place: Number(place), leaver: leaver.data })
  }
  const out = 'out' in tap ? ticked.safeParse(tap.out) : null
  for (const place of out?.success ? out.data.split(',') : [])
    if (/^\d{1,4}$/u.test(place)) choices.push({ place: Number(place), leaver: null })
  return choices
}
