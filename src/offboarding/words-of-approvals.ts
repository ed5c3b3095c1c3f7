import { allOf } from './lists.ts'

const minute = 60_000
const hour = 60 * minute

/** A length of time as people say it: milliseconds in, "24 hours" or "90 minutes" out. */
export function spanWords(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / minute))
  const [count, unit] = minutes % (hour / minute) === 0 ? [minutes / (hour / minute), 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Why somebody else has to confirm, and who cannot. */
export const secondPersonWords = {
  policy: 'Your organisation asks for a second person.',
  administrator: (leaver: string) => `${leaver} is an administrator, so a second person must confirm.`,
  treatedAsAdministrator: (leaver: string) =>
    `${leaver} is treated as an administrator, so a second person must confirm.`,
  brakePerson: (name: string, count: number) =>
    `${name} started ${count} offboardings within an hour, so a second person must confirm.`,
  brakeOrganisation: (count: number) =>
    `${count} offboardings were started in your organisation within an hour, so a second person must confirm.`,
  brakeAdvice: (name: string) =>
    `More offboardings than usual were started within an hour. If this is not expected, ask ${name} before you confirm.`,
  notTheRequester: (requester: string) => `Not ${requester}, who asked for it.`,
  neitherOf: (requester: string, starter: string) =>
    `Not ${requester}, who asked for it, and not ${starter}, who started it.`,
} as const

/** What stands where the buttons would be, for somebody who has none. */
export const viewWords = {
  follow: 'Approvers decide this in the approvals chat.',
  firstPerson: 'A second person decides this.',
  watch: 'Approvers decide this.',
  watchReview: 'Whoever asked for this starts or cancels it.',
  noApprovalsChat:
    'There is no approvals chat yet. In a group chat with approvers, type approve here. Or ask another approver to type offboard and the name in their own chat.',
} as const

/** What stands on the card that ends an offboarding which nobody confirmed. */
export const expiredWords = {
  heading: (name: string) => `Expired: offboarding of ${name}`,
  nothingConfirmed: (name: string, within: string) =>
    `Nobody confirmed the offboarding of ${name} within ${within}, so it expired.`,
  restNotConfirmed: (name: string, within: string) =>
    `Nobody confirmed the rest of the offboarding of ${name} within ${within}, so it expired.`,
  untouched: 'Nothing was changed.',
  done: (deeds: readonly string[]) => `Done: ${allOf(deeds)}.`,
  already: (deeds: readonly string[]) => `Already so: ${allOf(deeds)}.`,
  reported: (deeds: readonly string[]) => `Reported done on-premises: ${allOf(deeds)}.`,
  underWay: (deeds: readonly string[]) => `Under way: ${allOf(deeds)}.`,
  failed: (deeds: readonly string[]) => `Failed: ${allOf(deeds)}.`,
  notDone: (deeds: readonly string[]) => `Not done: ${allOf(deeds)}.`,
  askAgain: 'Type offboard and the name to ask again.',
} as const
