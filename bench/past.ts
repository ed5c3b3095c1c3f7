import { offerFor } from '../src/actions/offer.ts'
import type { Answer, Event, Person, Proof } from '../src/offboarding/events.ts'
import { type EmailApps, emailApps, type Facts, type Identity, known } from '../src/offboarding/facts.ts'
import { type ActionId, actionIds } from '../src/offboarding/plan.ts'

/** One line of a history that is long over: when it was written, counted in milliseconds from the request. */
export type PastEvent = { readonly after: number; readonly event: Event }

const second = 1_000
const minute = 60 * second
const given = [
  'Ada',
  'Bo',
  'Cleo',
  'Dai',
  'Eva',
  'Finn',
  'Gus',
  'Hana',
  'Ivo',
  'Jane',
  'Kai',
  'Lea',
  'Mia',
  'Noor',
  'Olaf',
]
const first = ['Al', 'Ber', 'Car', 'Dor', 'El', 'Fair', 'Gold', 'Hart', 'Is', 'Jan', 'Kel', 'Lind', 'Mor', 'Nor', 'Ost']
const middle = ['a', 'ber', 'den', 'en', 'in', 'ing', 'o', 'ster', 'ten', 'wer']
const last = ['berg', 'by', 'feld', 'gaard', 'ham', 'ley', 'man', 'mark', 'son', 'stad', 'strom', 'ton', 'well']

/** Somebody by number: 29,250 names, so that a few bear each of them. */
function somebody(number: number): Identity {
  const pick = (list: readonly string[], step: number) => list[Math.floor(number / step) % list.length] ?? ''
  const surname = pick(first, 15) + pick(middle, 225) + pick(last, 2_250)
  const displayName = `${pick(given, 1)} ${surname}`
  const userPrincipalName = `${displayName.replace(' ', '.').toLowerCase()}.${number}@contoso.com`
  return { id: crypto.randomUUID(), displayName, userPrincipalName }
}

const admins = Array.from({ length: 40 }, (_, number): Person => {
  const { id, displayName } = somebody(number * 7_919)
  return { id, name: displayName }
})
const adminFor = (number: number): Person => admins[number % admins.length] ?? { id: '', name: '' }

/**
 * The 30 events of an offboarding in which everything was confirmed at once, put off once by Microsoft, done and proven, as
 * the product records them. The first is the request.
 */
export function pastOf(number: number, requestedAt: number): PastEvent[] {
  const leaver = somebody(number)
  const offer = offerFor(factsOf(leaver), { approval: 'requester', approvalForAdmins: 'second-person' })
  const by = adminFor(number)
  const conversation = `a:chat of ${by.id}`
  const events: PastEvent[] = []
  const add = (after: number, event: Event) => events.push({ after, event })
  add(0, {
    ...{ type: 'requested', leaver, requester: by, reason: `Leaves in ticket ${number}`, offer, conversation },
    ...{ personal: true, language: 'en', zone: 'Europe/Paris', expiresAfter: 24 * 60 * minute },
  })
  add(20 * second, { type: 'started', by, reason: null, approvals: '19:approvals@thread.v2', brake: null })
  add(25 * second, { type: 'shown-to-approvers', by, conversation: '19:more-approvers@thread.v2' })
  const approver = adminFor(number + 1)
  const roles = ['Privileged Authentication Administrator', 'Exchange Administrator']
  for (const action of actionIds) add(minute, { type: 'confirmed', action, digest: offer.digest, by: approver, roles })
  for (const [place, action] of actionIds.entries()) {
    const at = (place + 2) * minute
    const answer = answerAt(requestedAt + at + 10 * second)
    for (const { after, event } of doneOf(action, answer, requestedAt + at)) add(at + after, event)
  }
  const again = answerAt(requestedAt + 8 * minute)
  add(8 * minute, { type: 'signed-out-again', answer: again, failure: null })
  add(9 * minute, { type: 'looked', action: 'sign-out', proof: proofOf('sign-out', again) })
  add(9 * minute, { type: 'finished' })
  return events
}

function doneOf(action: ActionId, answer: Answer, at: number): PastEvent[] {
  const failure = { kind: 'throttled', status: 429, code: 'TooManyRequests', requestId: crypto.randomUUID() } as const
  const before = action === 'block-email' ? appsAre(true) : action === 'block-sign-in' ? true : null
  return [
    { after: 0, event: { type: 'attempted', action, before } },
    { after: second, event: { type: 'waiting', action, until: at + 10 * second, failure } },
    { after: 10 * second, event: { type: 'attempted', action, before } },
    { after: 11 * second, event: { type: 'answered', action, answer } },
    {
      after: 14 * second,
      event: { type: 'outcome', action, outcome: { kind: 'done', proof: proofOf(action, answer) } },
    },
  ]
}

function answerAt(at: number): Answer {
  const iso = new Date(at).toISOString()
  return { at: iso, since: iso, requestId: crypto.randomUUID() }
}

const fields = {
  'reset-password': 'lastPasswordChangeDateTime',
  'sign-out': 'signInSessionsValidFromDateTime',
  'block-sign-in': 'accountEnabled',
  'block-email': 'email apps',
} as const

function proofOf(action: ActionId, { at }: Answer): Proof {
  const timed = action === 'reset-password' || action === 'sign-out'
  return { field: fields[action], value: timed ? at : false, at, requestId: crypto.randomUUID() }
}

const appsAre = (on: boolean) => Object.fromEntries(emailApps.map((app) => [app, on])) as EmailApps

function factsOf(leaver: Identity): Facts {
  const [givenName = '', surname = ''] = leaver.displayName.split(' ')
  return {
    ...{ ...leaver, givenName, surname, mail: leaver.userPrincipalName, jobTitle: 'Sales lead', department: 'Sales' },
    ...{ accountEnabled: true, guest: false, synced: false, federated: false, cloudPasswordForSynced: false },
    ...{ createdAt: '2019-03-12T09:00:00Z', passwordChangedAt: '2025-11-03T08:00:00Z' },
    ...{ sessionsValidFrom: '2025-11-03T08:00:00Z', restricted: false, ownsBot: false },
    ...{ manager: known('Mia Brown'), roles: known([]), roleAssignableGroup: known(false) },
    ...{ mailbox: known(appsAre(true)), namesakes: known(3), inProtectedGroup: known(false) },
    lastGlobalAdministrator: known(false),
  }
}
