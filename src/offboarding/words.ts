import { actionWords, cardWords, emailAppWords, leftOutWords, proofWords, skippedWords } from './words-of-actions.ts'
import { expiredWords, secondPersonWords, spanWords, viewWords } from './words-of-approvals.ts'
import { conversationWords, findingWords, helpWords } from './words-of-conversation.ts'
import {
  changesWords,
  failureWords,
  notAllowedWords,
  protectionWords,
  refusalWords,
  syncedFailureNext,
} from './words-of-refusals.ts'
import { factWords, reviewWords, warningWords } from './words-of-review.ts'
import { summaryWords } from './words-of-the-summary.ts'

/**
 * Every sentence the bot says, in English. Short, calm and exact. Names and times come in as they are to be read: the
 * cards escape a whole text at their door, and a chat message is sent as plain text or escaped by its sender.
 */
export const words = {
  actions: actionWords,
  emailApps: emailAppWords,
  card: cardWords,
  proof: proofWords,
  leftOut: leftOutWords,
  skipped: skippedWords,

  refusal: refusalWords,
  notAllowed: notAllowedWords,
  protection: protectionWords,
  failures: failureWords,
  syncedFailureNext,
  changes: changesWords,

  review: reviewWords,
  facts: factWords,
  warnings: warningWords,
  summary: summaryWords,

  secondPerson: secondPersonWords,
  views: viewWords,
  expired: expiredWords,
  span: spanWords,

  conversation: conversationWords,
  finding: findingWords,
  help: helpWords,
} as const
