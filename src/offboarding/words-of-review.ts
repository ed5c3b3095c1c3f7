import type { EmailApps, Role } from './facts.ts'
import { emailApps } from './facts.ts'
import type { Voice } from './words/voice.ts'
import { unknownWords } from './words-of-refusals.ts'

/** What stands on the review card: is this the right Jane, and what will happen? */
export const reviewWords = ({ say, allOf, anyOf }: Voice) => ({
  heading: (name: string) => say('review.heading', { name }),
  question: (name: string) => say('review.question', { name }),
  speak: (name: string, userPrincipalName: string) => say('review.speak', { name, userPrincipalName }),
  warnings: say('review.warnings'),
  person: say('review.person'),
  actions: say('review.actions'),
  approvers: say('review.approvers'),
  approversOf: (deeds: readonly string[], roles: readonly string[]) =>
    say('review.approversOf', { deeds: capital(allOf(deeds)), roles: anyOf(roles) }),
  reason: say('review.reason'),
  reasonPlaceholder: say('review.reasonPlaceholder'),
  toStart: say('review.toStart'),
  aboutStart: (name: string) => say('review.aboutStart', { name }),
  toCancel: say('review.toCancel'),
  aboutCancel: (name: string) => say('review.aboutCancel', { name }),

  toDecline: say('review.toDecline'),
  aboutDecline: (name: string) => say('review.aboutDecline', { name }),
  whyDeclined: say('review.whyDeclined'),
  whyDeclinedPlaceholder: say('review.whyDeclinedPlaceholder'),

  started: (name: string, at: string) => say('review.started', { name, at }),
  startedLine: say('review.startedLine'),
  cancelled: (name: string, at: string) => say('review.cancelled', { name, at }),
  expired: (at: string) => say('review.expired', { at }),
  expiredLine: (within: string) => say('review.expiredLine', { within }),
  expiredRest: (at: string) => say('review.expiredRest', { at }),
  untouched: say('review.untouched'),
  declined: (name: string, at: string) => say('review.declined', { name, at }),
  declinedLine: say('review.declinedLine'),
  requestedBy: (name: string, at: string) => say('review.requestedBy', { name, at }),
  becauseOf: (reason: string) => say('review.becauseOf', { reason }),

  already: say('review.already'),
  onPremises: say('review.onPremises'),
  willSkip: (line: string) => say('review.willSkip', { line }),
})

/** Labels of the facts, in the order in which they are shown. */
export const factWords = (voice: Voice) => {
  const { say } = voice
  const unknown = unknownWords(voice)
  return {
    name: say('facts.name'),
    userPrincipalName: say('facts.userPrincipalName'),
    jobTitle: say('facts.jobTitle'),
    department: say('facts.department'),
    manager: say('facts.manager'),
    account: say('facts.account'),
    created: say('facts.created'),
    kind: say('facts.kind'),
    source: say('facts.source'),
    mailbox: say('facts.mailbox'),
    devices: say('facts.devices'),
    device: (name: string, system: string) => say('facts.device', { name, system }),
    /** Of more than are named, the last used are. */
    devicesNamed: (count: number, names: readonly string[]) => {
      if (names.length === 0) return say('facts.devicesCounted', { count })
      const [shown, more] = [names.join(', '), count - names.length]
      return more > 0
        ? say('facts.devicesSome', { count, names: shown, more })
        : say('facts.devicesAll', { count, names: shown })
    },
    devicesNotAllowed: say('facts.devicesNotAllowed'),
    devicesNotKnown: say('facts.devicesNotKnown'),
    roles: say('facts.roles'),
    done: say('facts.done'),

    none: say('facts.none'),
    notKnown: (reason: string) => say('facts.notKnown', { reason: unknown(reason) }),
    notSaid: say('facts.notSaid'),
    enabled: say('facts.enabled'),
    blocked: say('facts.blocked'),
    member: say('facts.member'),
    guest: say('facts.guest'),
    synced: say('facts.synced'),
    cloud: say('facts.cloud'),
    nothingDone: say('facts.nothingDone'),
    mailboxOf: (apps: EmailApps) => mailboxOf(voice, apps),
    role: ({ name, eligible }: Role) => (eligible ? say('facts.eligibleRole', { name }) : name),
  }
}

/** What makes this leaver special, in plain words. */
export const warningWords = ({ say, allOf }: Voice) => ({
  administrator: (roles: readonly string[]) => say('warning.administrator', { roles: allOf(roles) }),
  rolesUnknown: (reason: string) => say('warning.rolesUnknown', { reason }),
  roleGroup: say('warning.roleGroup'),
  roleGroupUnknown: (reason: string) => say('warning.roleGroupUnknown', { reason }),
  synced: say('warning.synced'),
  guest: say('warning.guest'),
  federated: say('warning.federated'),
  restricted: say('warning.restricted'),
  namesakes: (count: number) => say('warning.namesakes', { count }),
  namesakesUnknown: (reason: string) => say('warning.namesakesUnknown', { reason }),
})

function mailboxOf({ say, allOf }: Voice, apps: EmailApps): string {
  const off = emailApps.filter((app) => apps[app] === false)
  const on = emailApps.filter((app) => apps[app] !== false)
  if (off.length === 0) return say('facts.mailboxAllOn')
  if (on.length === 0) return say('facts.mailboxAllOff')
  const names = (some: typeof on) => allOf(some.map((app) => say(`emailApp.${app}`)))
  return say('facts.mailboxSome', { on: names(on), off: names(off) })
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
