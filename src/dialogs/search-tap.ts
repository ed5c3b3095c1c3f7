import type { Activity } from 'botbuilder'
import { z } from 'zod'

/** What the buttons of the search send; a tap arrives as a message with a value. */
export const tapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('find'), name: z.string().max(200).optional(), person: z.string().max(200).optional() }),
  z.object({ verb: z.literal('choose'), leaver: z.guid() }),
  z.object({ verb: z.literal('choose-time'), at: z.int().min(0).max(8.64e15) }),
  z.object({ verb: z.literal('cancel-search') }),
])

/** Is this card data of the search dialog, whose cards belong to the person who asked? */
export const isSearchTap = (value: unknown): boolean => tapShape.safeParse(value).success

/** What was typed into a card that asks whom; `null` when a person was picked there, or it is another tap. */
export function typedOnCard({ value }: Pick<Activity, 'value'>): { words: string; mention: null } | null {
  const tap = tapShape.safeParse(value)
  if (!tap.success || tap.data.verb !== 'find' || tap.data.person?.trim()) return null
  return { words: tap.data.name?.replace(/\s+/gu, ' ').trim() ?? '', mention: null }
}

/** The number of a row, or nothing at all. */
export const isRow = (words: string): boolean => /^\d*$/.test(words)
