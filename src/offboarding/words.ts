import { type Language, languages } from './words/languages.ts'
import { type Voice, voiceOf } from './words/voice.ts'
import { actionWords, cardWords, emailAppWords, leftOutWords, proofWords, skippedWords } from './words-of-actions.ts'
import { expiredWords, secondPersonWords, spanWords, viewWords } from './words-of-approvals.ts'
import { batchProgressWords, batchWords } from './words-of-batches.ts'
import { brokenWords, checkWords } from './words-of-checks.ts'
import { conversationWords, findingWords, helpWords } from './words-of-conversation.ts'
import { evidenceWords, linkWords } from './words-of-evidence.ts'
import { historyWords } from './words-of-history.ts'
import { moreEmailAppWords, moreEmailWords } from './words-of-more-email.ts'
import {
  changesWords,
  failureWords,
  notAllowedWords,
  protectionWords,
  refusalWords,
  syncedFailureNext,
  unknownWords,
} from './words-of-refusals.ts'
import { factWords, reviewWords, warningWords } from './words-of-review.ts'
import { peopleWords } from './words-of-the-people.ts'
import { reportWords, toldWords } from './words-of-the-report.ts'
import { newsWords, scheduleWords } from './words-of-the-schedule.ts'
import { summaryWords } from './words-of-the-summary.ts'
import { undoWords } from './words-of-undo.ts'

export type Words = ReturnType<typeof spokenBy>

const spoken = new Map<Language, Words>()

/**
 * Every sentence the bot says, in one language: short, calm and exact. Names and times come in as they are to be read:
 * the cards escape a whole text at their door, and a chat message is sent as plain text or escaped by its sender.
 */
export function wordsIn(language: Language): Words {
  // A history is older than the code that reads it: a language that is gone, or was never written down, is English.
  const known = Object.hasOwn(languages, language) ? language : 'en'
  const words = spoken.get(known) ?? spokenBy(voiceOf(known))
  spoken.set(known, words)
  return words
}

function spokenBy(voice: Voice) {
  return {
    actions: actionWords(voice),
    emailApps: emailAppWords(voice),
    moreEmailApps: moreEmailAppWords(voice),
    moreEmail: moreEmailWords(voice),
    people: peopleWords(voice),
    card: cardWords(voice),
    proof: proofWords(voice),
    leftOut: leftOutWords(voice),
    skipped: skippedWords(voice),

    refusal: refusalWords(voice),
    notAllowed: notAllowedWords(voice),
    protection: protectionWords(voice),
    failures: failureWords(voice),
    syncedFailureNext: syncedFailureNext(voice),
    changes: changesWords(voice),
    unknown: unknownWords(voice),

    review: reviewWords(voice),
    facts: factWords(voice),
    warnings: warningWords(voice),
    summary: summaryWords(voice),
    checks: checkWords(voice),
    broken: brokenWords(voice),
    undo: undoWords(voice),

    secondPerson: secondPersonWords(voice),
    views: viewWords(voice),
    expired: expiredWords(voice),
    span: spanWords(voice),
    schedule: scheduleWords(voice),
    news: newsWords(voice),

    batch: batchWords(voice),
    batchProgress: batchProgressWords(voice),

    conversation: conversationWords(voice),
    finding: findingWords(voice),
    help: helpWords(voice),

    history: historyWords(voice),
    evidence: evidenceWords(voice),
    link: linkWords(voice),
    report: reportWords(voice),
    told: toldWords(voice),
  }
}
