import { Failure, newReference } from '../errors.ts'
import type { Words } from '../offboarding/words.ts'
import { type Trouble, troubleOf } from '../records/trouble.ts'
import type { BotOptions } from './bot.ts'

/** Logs why a turn could not be answered, and says it to the person; a bug with a reference that finds it in the log. */
export function sentenceAfter({ watch, log }: BotOptions, error: unknown, words: Words, isTap: boolean): string {
  const trouble = troubleOf(error)
  watch.turnFailed(trouble ? 'records' : error instanceof Failure ? error.kind : 'bug')
  if (error instanceof Failure && trouble === null) {
    log.warn({ failure: error.note }, 'a turn could not be answered')
    return words.failures[error.kind].sentence
  }
  const reference = newReference()
  log.error({ err: error, reference, trouble }, 'a turn failed')
  return sentenceFor(words, trouble, isTap)(reference)
}

/** What is said of a failure of ours. */
function sentenceFor({ conversation }: Words, trouble: Trouble | null, isTap: boolean): (reference: string) => string {
  const { recordsFull, recordsAway, recordsAwayAtTap, wentWrong, wentWrongPerhapsChanged } = conversation
  if (trouble === 'full') return recordsFull
  if (trouble === 'away') return isTap ? recordsAwayAtTap : recordsAway
  return isTap ? wentWrongPerhapsChanged : wentWrong
}
