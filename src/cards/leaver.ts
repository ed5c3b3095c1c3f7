import type { Offer } from '../offboarding/events.ts'
import type { Devices, Fact, Facts } from '../offboarding/facts.ts'
import { actionIds, type Change } from '../offboarding/plan.ts'
import type { Words } from '../offboarding/words.ts'
import { plain } from './card.ts'
import type { Look } from './view.ts'

type Row = { readonly title: string; readonly value: string }

/** What is known of the leaver, a row each. What is not known says so, and why. */
export function factsOf({ facts, plan }: Offer, { words, day }: Look): Row[] {
  const { facts: said } = words
  const done = actionIds.filter((id) => plan[id].kind === 'already').map((id) => words.actions[id].name)
  const rows: [string, string][] = [
    [said.name, plain(facts.displayName, 256)],
    [said.userPrincipalName, plain(facts.userPrincipalName, 256)],
    [said.jobTitle, facts.jobTitle ?? said.none],
    [said.department, facts.department ?? said.none],
    [said.manager, whenKnown(words, facts.manager, (name) => name ?? said.none)],
    [said.account, accountOf(facts, words)],
    [said.created, facts.createdAt ? day(facts.createdAt) : said.notKnown(said.notSaid)],
    [said.kind, facts.guest ? said.guest : said.member],
    [said.source, facts.synced ? said.synced : said.cloud],
    [said.mailbox, whenKnown(words, facts.mailbox, (apps) => (apps ? said.mailboxOf(apps) : said.none))],
    ...(facts.devices?.known ? [[said.devices, devicesOf(facts.devices.value, words)] as [string, string]] : []),
    [said.roles, whenKnown(words, facts.roles, (roles) => roles.map(said.role).join(', ') || said.none)],
    [said.done, done.join(', ') || said.nothingDone],
  ]
  return rows.map(([title, value]) => ({ title, value }))
}

/** What makes this leaver special, the worst first. */
export function warningsOf(facts: Facts, changes: readonly Change[], words: Words): string[] {
  const { warnings } = words
  const reasonOf = (fact: Fact<unknown>) => (fact.known ? '' : shownReason(words.unknown(fact.reason)))
  const { roles, roleAssignableGroup: group, namesakes } = facts
  const found: [boolean, string][] = [
    [changes.length > 0, words.changes(changes)],
    [!namesakes.known, warnings.namesakesUnknown(reasonOf(namesakes))],
    [namesakes.known && namesakes.value > 0, warnings.namesakes(namesakes.known ? namesakes.value : 0)],
    [!roles.known, warnings.rolesUnknown(reasonOf(roles))],
    [isAdministrator(facts), warnings.administrator(roles.known ? roles.value.map(words.facts.role) : [])],
    [!group.known, warnings.roleGroupUnknown(reasonOf(group))],
    [group.known && group.value, warnings.roleGroup],
    [facts.restricted, warnings.restricted],
    [facts.guest, warnings.guest],
    [facts.synced, warnings.synced],
    [facts.federated, warnings.federated],
  ]
  return found.filter(([holds]) => holds).map(([, warning]) => warning)
}

/** What could not be read and nothing depends on: said in a line that nobody has to heed. */
export function quietLineOf({ devices }: Facts, { facts: said }: Words): string | null {
  if (devices === undefined || devices.known) return null
  return devices.reason.startsWith('refused') ? said.devicesNotAllowed : said.devicesNotKnown
}

function devicesOf({ count, latest }: Devices, { facts: said }: Words): string {
  if (count === 0) return said.none
  const names = latest.map(({ name, system }) => {
    const shown = plain(name, 60)
    return system === null ? shown : said.device(shown, plain(system, 30))
  })
  return said.devicesNamed(count, names)
}

const isAdministrator = ({ roles }: Facts): boolean => roles.known && roles.value.length > 0

function accountOf({ accountEnabled }: Facts, words: Words): string {
  if (accountEnabled === null) return words.facts.notKnown(words.facts.notSaid)
  return accountEnabled ? words.facts.enabled : words.facts.blocked
}

function whenKnown<T>(words: Words, fact: Fact<T>, say: (value: T) => string): string {
  return fact.known ? say(fact.value) : words.facts.notKnown(fact.reason)
}

/** Within a sentence, so without a full stop of its own. */
const shownReason = (reason: string): string => plain(reason, 200).replace(/\.$/, '')
