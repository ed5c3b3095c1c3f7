import { z } from 'zod'

const moment = z.number().int().min(0).max(8.64e15)
const typed = z.string().max(60)

/** What a list was asked for, as its buttons carry it. */
const listing = z.object({
  leaver: typed,
  requester: typed,
  from: moment.nullable(),
  until: moment.nullable(),
  open: z.boolean(),
  pick: z.enum(['show', 'evidence']),
})
const turn = z.object({ direction: z.enum(['older', 'newer']), id: z.guid(), requestedAt: moment }).nullable()

/** A tap on a list: a page of it, also as a client asks for it by itself, or one of its rows. Never who. */
export const listTapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.enum(['list', 'refresh']), listing, turn }),
  z.object({ verb: z.literal('show'), listing, turn, offboarding: z.guid() }),
])
export type ListTap = z.infer<typeof listTapShape>

/** A tap that asks for evidence. */
export const evidenceTapShape = z.object({
  verb: z.literal('evidence'),
  offboarding: z.guid(),
})
export type EvidenceTap = z.infer<typeof evidenceTapShape>
