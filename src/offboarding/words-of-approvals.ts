import type { Voice } from './words/voice.ts'

const minute = 60_000
const hour = 60 * minute

/** A length of time as people say it: milliseconds in, "24 hours" or "90 minutes" out. */
export function spanWords({ say }: Voice) {
  return (milliseconds: number): string => {
    const minutes = Math.max(1, Math.round(milliseconds / minute))
    const hours = minutes / (hour / minute)
    return Number.isInteger(hours) ? say('span.hours', { count: hours }) : say('span.minutes', { count: minutes })
  }
}

/** Why somebody else has to confirm, and who cannot. */
export const secondPersonWords = ({ say }: Voice) => ({
  policy: say('secondPerson.policy'),
  administrator: (leaver: string) => say('secondPerson.administrator', { leaver }),
  treatedAsAdministrator: (leaver: string) => say('secondPerson.treatedAsAdministrator', { leaver }),
  brakePerson: (name: string, count: number) => say('secondPerson.brakePerson', { name, count }),
  brakeOrganisation: (count: number) => say('secondPerson.brakeOrganisation', { count }),
  brakeAdvice: (name: string) => say('secondPerson.brakeAdvice', { name }),
  notTheRequester: (requester: string) => say('secondPerson.notTheRequester', { requester }),
  neitherOf: (requester: string, starter: string) => say('secondPerson.neitherOf', { requester, starter }),
})

/** What stands where the buttons would be, for somebody who has none. */
export const viewWords = ({ say }: Voice) => ({
  follow: say('views.follow'),
  firstPerson: say('views.firstPerson'),
  watch: say('views.watch'),
  watchReview: say('views.watchReview'),
  noApprovalsChat: say('views.noApprovalsChat'),
})

/** What stands on the card that ends an offboarding which nobody confirmed. */
export const expiredWords = ({ say, allOf }: Voice) => ({
  heading: (name: string) => say('expired.heading', { name }),
  nothingConfirmed: (name: string, within: string) => say('expired.nothingConfirmed', { name, within }),
  restNotConfirmed: (name: string, within: string) => say('expired.restNotConfirmed', { name, within }),
  held: (name: string, within: string) => say('expired.held', { name, within }),
  untouched: say('expired.untouched'),
  done: (deeds: readonly string[]) => say('expired.done', { deeds: allOf(deeds) }),
  already: (deeds: readonly string[]) => say('expired.already', { deeds: allOf(deeds) }),
  reported: (deeds: readonly string[]) => say('expired.reported', { deeds: allOf(deeds) }),
  underWay: (deeds: readonly string[]) => say('expired.underWay', { deeds: allOf(deeds) }),
  failed: (deeds: readonly string[]) => say('expired.failed', { deeds: allOf(deeds) }),
  notDone: (deeds: readonly string[]) => say('expired.notDone', { deeds: allOf(deeds) }),
  askAgain: say('expired.askAgain'),
})
