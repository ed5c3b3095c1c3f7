import type { Clock } from '../cards/clock.ts'
import type { Words } from '../offboarding/words.ts'
import type { Call } from './calls.ts'

/** What was there before a call, as people read it; `null` where nothing was kept. */
export function beforeOf({ before }: Call, words: Words, clock: Clock): string | null {
  const { report, emailApps, moreEmailApps } = words
  if (before === null) return null
  if (typeof before === 'string') return report.moment(clock(before))
  if (typeof before === 'boolean') return before ? report.signInAllowed : report.signInBlocked
  const names: Readonly<Record<string, string>> = { ...emailApps, ...moreEmailApps }
  const values: [string, boolean | null][] = Object.entries(before)
  return values.map(([app, value]) => `${names[app] ?? app}: ${stateOf(switched(app, value), report)}`).join('; ')
}

/** One of Exchange's switches says what is off, the others what is on. */
const switched = (app: string, value: boolean | null): boolean | null =>
  app === 'SmtpClientAuthenticationDisabled' && value !== null ? !value : value

function stateOf(value: boolean | null, { on, off, notSet }: Words['report']): string {
  if (value === null) return notSet
  return value ? on : off
}
