import type { Before } from './events.ts'
import type { State } from './evolve.ts'
import { type EmailApp, type EmailApps, emailApps, type Fact, type Facts, known, unknown } from './facts.ts'
import { isOff, type MoreEmailApp, type MoreEmailApps, moreEmailApps } from './more-email.ts'

/** Any switch of a mailbox that we turn: one of the article's six, or one beyond them. */
export type EmailSwitch = EmailApp | MoreEmailApp

/** Switches as undo looks at them: as they were before us, and as they are; `off` is `null` where there is no mailbox. */
export type Switches = {
  readonly names: readonly EmailSwitch[]
  readonly wasOff: ReadonlySet<EmailSwitch>
  readonly off: Fact<ReadonlySet<EmailSwitch> | null>
}

/** The six, or those beyond them; `null` where it is not on record how they were. */
export function switchesOf(state: State, step: 'restore-email' | 'restore-more-email', facts: Facts): Switches | null {
  if (step === 'restore-email') {
    const before = sixIn(state.actions['block-email'].before)
    if (before === null) return null
    return { names: emailApps, wasOff: offOfSix(before), off: each(facts.mailbox, offOfSix) }
  }
  const before = moreIn(state.actions['block-more-email'].before)
  if (before === null) return null
  const off = each(facts.moreEmail ?? unknown('missing'), offOfMore)
  // What Exchange refused to turn off is on because of that, not because of somebody else.
  const refused = (state.actions['block-more-email'].answer?.refused ?? []).map(({ app }) => app)
  const names = moreEmailApps.filter((app) => !refused.includes(app) || (off.known && off.value?.has(app)))
  return { names, wasOff: offOfMore(before), off }
}

/** What was recorded of the six; `null` where it is something else, or nothing. */
export const sixIn = (before: Before): EmailApps | null =>
  before !== null && typeof before === 'object' && 'OWAEnabled' in before ? before : null

export const moreIn = (before: Before): MoreEmailApps | null =>
  before !== null && typeof before === 'object' && 'OutlookMobileEnabled' in before ? before : null

const offOfSix = (apps: EmailApps) => new Set<EmailSwitch>(emailApps.filter((app) => apps[app] === false))
const offOfMore = (apps: MoreEmailApps) => new Set<EmailSwitch>(moreEmailApps.filter((app) => isOff(apps, app)))

const each = <T, U>(fact: Fact<T | null>, make: (value: T) => U): Fact<U | null> =>
  fact.known ? known(fact.value === null ? null : make(fact.value)) : fact
