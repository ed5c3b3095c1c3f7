import type { Doer, SignIn } from './checks.ts'
import { isInterrupt } from './interrupts.ts'
import type { Voice } from './words/voice.ts'
import { unknownWords } from './words-of-refusals.ts'

/** What stands on the summary about looking again. Times and spans come in as they are to be read. */
export const checkWords = (voice: Voice) => {
  const { say, allOf } = voice
  const unknown = unknownWords(voice)
  const resultOf = (number: number) => {
    const code = String(number)
    if (isInterrupt(number)) return say('checks.signInInterrupted', { code })
    return number === 0 ? say('checks.signInSucceeded') : say('checks.signInRefused', { code })
  }
  const [noApp, noPlace] = [say('checks.noApp'), say('checks.noPlace')]
  return {
    heading: say('checks.heading'),
    line: (span: string, parts: readonly string[]) => say('checks.line', { span, parts: parts.join(' · ') }),
    holds: say('checks.holds'),
    changed: say('checks.changed'),
    notSeen: (deeds: readonly string[]) => say('checks.notSeen', { deeds: allOf(deeds) }),
    unsure: say('checks.unsure'),
    noSignIns: say('checks.noSignIns'),
    interrupted: (count: number) => say('checks.interrupted', { count }),
    aboutInterrupted: say('checks.aboutInterrupted'),
    refused: (count: number) => say('checks.refused', { count }),
    successful: (count: number) => say('checks.successful', { count }),
    toldBefore: (count: number) => say('checks.toldBefore', { count }),
    more: say('checks.more'),
    next: (at: string) => say('checks.next', { at }),
    ended: say('checks.ended'),
    undoneElsewhere: (deeds: readonly string[]) => say('checks.undoneElsewhere', { deeds: allOf(deeds) }),
    given: (deeds: readonly string[]) => say('checks.given', { deeds: allOf(deeds) }),
    undone: say('checks.undone'),
    gone: (names: readonly string[]) => say('checks.gone', { names: allOf(names) }),
    unseen: (name: string, reason: string) => say('checks.unseen', { name, reason: unknown(reason) }),
    notShown: (name: string) => say('checks.notShown', { name }),
    noLicence: say('checks.noLicence'),
    noPermission: say('checks.noPermission'),
    signInsUnseen: (reason: string) => say('checks.signInsUnseen', { reason: unknown(reason) }),
    runsBehind: (at: string) => say('checks.runsBehind', { at }),
    moreSignIns: (count: number) => say('checks.moreSignIns', { count }),
    signIn: ({ app, place, code }: SignIn, at: string) => {
      const named = { app: app ?? noApp, place: place ?? noPlace }
      const result = resultOf(code)
      return say('checks.signIn', { at, app: named.app, place: named.place, result })
    },
  }
}

/** What stands on the message about something that changed after the lockout. */
export const brokenWords = ({ say, allOf }: Voice) => ({
  heading: (name: string) => say('broken.heading', { name }),
  found: (span: string, at: string) => say('broken.found', { span, at }),
  signInAllowed: say('broken.signInAllowed'),
  password: (at: string | null) => (at === null ? say('broken.passwordChanged') : say('broken.password', { at })),
  sessions: say('broken.sessions'),
  email: (apps: readonly string[]) => say('broken.email', { apps: allOf(apps) }),
  gotIn: (count: number) => say('broken.gotIn', { count }),
  by: ({ kind, name }: Doer, at: string | null) => {
    if (at === null) return kind === 'app' ? say('broken.byApp', { name }) : say('broken.by', { name })
    return kind === 'app' ? say('broken.byAppAt', { name, at }) : say('broken.byAt', { name, at })
  },
  byNobody: say('broken.byNobody'),
  byExchange: say('broken.byExchange'),
  toRedo: say('broken.toRedo'),
  aboutRedo: (name: string, deeds: readonly string[]) => say('broken.aboutRedo', { name, deeds: allOf(deeds) }),
  will: (deeds: readonly string[]) => say('broken.will', { deeds: allOf(deeds) }),
  redone: (name: string, at: string, deeds: readonly string[]) =>
    say('broken.redone', { name, at, deeds: allOf(deeds) }),
  still: (deeds: readonly string[], span: string) => say('broken.still', { deeds: allOf(deeds), span }),
  mended: (deeds: readonly string[], span: string) => say('broken.mended', { deeds: allOf(deeds), span }),
  newer: say('broken.newer'),
  undone: say('broken.undone'),
  overtaken: say('broken.overtaken'),
})
