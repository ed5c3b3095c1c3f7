import { type MoreEmailApp, moreEmailApps } from './more-email.ts'
import type { Voice } from './words/voice.ts'

export function moreEmailAppWords({ say }: Voice): { readonly [app in MoreEmailApp]: string } {
  const named = moreEmailApps.map((app) => [app, say(`moreEmailApp.${app}`)])
  return Object.fromEntries(named) as { [app in MoreEmailApp]: string }
}

/** The option beyond the article's six email apps: to choose it, what becomes of it, and what Exchange did not take. */
export const moreEmailWords = (voice: Voice) => {
  const { say, allOf } = voice
  const names = moreEmailAppWords(voice)
  const named = (apps: readonly MoreEmailApp[]) => allOf(apps.map((app) => names[app]))
  return {
    toChoose: say('moreEmail.toChoose'),
    which: say('moreEmail.which'),
    heading: say('moreEmail.heading'),
    together: say('moreEmail.together'),
    caveat: say('moreEmail.caveat'),
    notBegun: say('moreEmail.notBegun'),
    partly: say('moreEmail.partly'),
    off: (apps: readonly MoreEmailApp[]) => say('moreEmail.off', { apps: named(apps) }),
    back: (apps: readonly MoreEmailApp[]) => say('moreEmail.back', { apps: named(apps) }),
    notTaken: (apps: readonly MoreEmailApp[]) => say('moreEmail.notTaken', { apps: named(apps) }),
    staysOff: (apps: readonly MoreEmailApp[]) => say('moreEmail.staysOff', { apps: named(apps) }),
  }
}
