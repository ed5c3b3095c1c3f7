import type { EmailSwitch } from './email-switches.ts'
import type { LeftReason } from './undo.ts'
import type { Voice } from './words/voice.ts'
import { emailAppWords } from './words-of-actions.ts'
import { moreEmailAppWords } from './words-of-more-email.ts'
import { unknownWords } from './words-of-refusals.ts'

/** What stands on the card that undoes an offboarding. Times come in as they are to be read. */
export const undoWords = (voice: Voice) => {
  const { say, allOf } = voice
  const names = { ...emailAppWords(voice), ...moreEmailAppWords(voice) }
  const named = (apps: readonly EmailSwitch[]) => allOf(apps.map((app) => names[app]))
  const unknown = unknownWords(voice)
  return {
    heading: (name: string) => say('undo.heading', { name }),
    askedBy: (name: string, at: string) => say('undo.askedBy', { name, at }),
    question: (at: string) => say('undo.question', { at }),
    rest: (at: string) => say('undo.rest', { at }),
    nothing: say('undo.nothing'),
    decided: say('undo.decided'),
    replanned: say('undo.replanned'),
    expired: (at: string) => say('undo.expired', { at }),
    expiredLine: (within: string) => say('undo.expiredLine', { within }),
    newer: say('undo.newer'),

    apps: (apps: readonly EmailSwitch[]) => say('undo.apps', { apps: named(apps) }),
    off: (apps: readonly EmailSwitch[]) => say('undo.off', { apps: named(apps) }),
    others: (apps: readonly EmailSwitch[]) => say('undo.others', { apps: named(apps) }),
    left: say('undo.left'),
    leftBecause: (reason: LeftReason) => say(`undo.left.${reason}`),
    unknown: (reason: string) => say('undo.unknown', { reason: unknown(reason) }),
    byHand: say('undo.byHand'),
    password: (name: string) => say('undo.password', { name }),
    passwordSet: (at: string) => say('undo.passwordSet', { at }),
    passwordOnPremises: say('undo.passwordOnPremises'),
    signOut: say('undo.signOut'),
    signInFrom: (soon: string, late: string) => say('undo.signInFrom', { soon, late }),
    emailFrom: (late: string) => say('undo.emailFrom', { late }),
    synced: say('undo.synced'),

    toConfirmBoth: say('undo.toConfirmBoth'),
    aboutConfirmAll: (name: string) => say('undo.aboutConfirmAll', { name }),
    toAsk: say('undo.toAsk'),
    aboutAsk: (name: string) => say('undo.aboutAsk', { name }),
    shownAlready: (name: string, by: string, at: string) => say('undo.shownAlready', { name, by, at }),
    follows: say('undo.follows'),
    noApprovalsChat: say('undo.noApprovalsChat'),
    whom: say('undo.whom'),
    chooseHeading: say('undo.chooseHeading'),
    askHeading: say('undo.askHeading'),
    nobody: (asked: string) => say('undo.nobody', { asked }),
  }
}
