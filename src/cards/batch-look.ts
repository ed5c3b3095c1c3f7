import type { BatchRefusal } from '../offboarding/batch/decision.ts'
import type { BatchSeen } from '../offboarding/batch/progress.ts'
import type { Reader } from '../offboarding/events.ts'
import type { Words } from '../offboarding/words.ts'
import type { Clock } from './clock.ts'
import type { View } from './offboarding-card.ts'

/** The lists of a batch's review card: entries to choose for, people who are sure, and those who are left alone. */
export type ListName = 'ambiguous' | 'sure' | 'alone'

/** Which part of the list is looked at; pages from 0. */
export type Page = { readonly list: ListName; readonly page: number }

/** How a batch's card is looked at. */
export type BatchLook = {
  readonly seen: BatchSeen
  readonly notice: string | null
  readonly view: View
  readonly words: Words
  readonly clock: Clock
  /** `null` for the part that needs somebody first. */
  readonly page: Page | null
  /** It may never be edited, so it says nothing that ends. */
  readonly lasting: boolean
}

export type BatchCardOptions = {
  readonly notice?: BatchRefusal | string | null
  /** Epoch milliseconds. */
  readonly now: number
  readonly reader: Reader
  readonly view?: View
  readonly page?: Page | null
  readonly lasting?: boolean
}
