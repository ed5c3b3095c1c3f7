import type { State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { type ActionId, actionIds, type StepId } from '../../src/offboarding/plan.ts'
import {
  answerAt,
  approver,
  done,
  factsOf,
  follow,
  note,
  offerOf,
  proofOf,
  requested,
  sam,
  skip,
  stateOf,
  tap,
} from '../offboarding/fixtures.ts'
import type { Shown } from './gallery.ts'

const bySam = approver(['Global Administrator'], sam)
const more = 'block-more-email'

/** The email apps beyond the six, the leaver's devices, and what the cards say of the manager. */
export function shownForTheRest(overrides: Partial<Facts> = {}): Shown[] {
  const facts = factsOf({ managerId: 'a-manager', devices, ...overrides })
  const asked = stateOf(requested(offerOf(facts), { moreEmail: true, tellsManager: true }))
  const begun = follow(asked, { type: 'start', reason: null, approvals: null, ...tap(asked, bySam) })
  const open = (['reset-password', 'sign-out', 'block-sign-in'] as const).reduce<State>(skip, begun)
  const confirmed = follow(open, { type: 'confirm', action: 'block-email', ...tap(open) })
  const all = actionIds.reduce<State>((state, id: ActionId) => done(state, id), begun)
  const finished = taken(all, [])
  const partly = taken(all, ['OneWinNativeOutlookEnabled', 'SmtpClientAuthenticationDisabled'])
  const refused = { kind: 'failed', failure: note('refused', { code: 'UnauthorizedAccess' }) } as const
  const told = { type: 'manager-told', manager: { id: 'a-manager', name: 'Ann Other' } } as const
  const card = (name: string, kind: Shown['kind'], state: State): Shown => ({ name, kind, state })
  return [
    card('review, with more email and devices', 'review', asked),
    card('review, devices not shown', 'review', devicesNotShown()),
    card('email, open with more', 'block-email', open),
    card('email, confirmed with more', 'block-email', confirmed),
    card('email, done with more', 'block-email', finished),
    card('email, done with more in part', 'block-email', partly),
    card(
      'email, done and more failed',
      'block-email',
      follow(all, { type: 'conclude', action: more, outcome: refused }),
    ),
    card('email, skipped with more', 'block-email', skip(open, 'block-email')),
    card('summary, with more, manager told', 'summary', follow(finished, { ...told, failure: null })),
    card(
      'summary, with more in part, manager not told',
      'summary',
      follow(partly, { ...told, failure: note('refused') }),
    ),
  ]
}

const devices = known({
  count: 12,
  latest: ['CONTOSO-LT-0417', "Jane's iPhone"].map((name, index) => ({
    name,
    system: index === 0 ? 'Windows' : 'IPhone',
  })),
})

const devicesNotShown = () => stateOf(requested(offerOf(factsOf({ devices: unknown('refused') }))))

/** Taken by Exchange but for these, and read back. */
function taken(state: State, refused: readonly ('OneWinNativeOutlookEnabled' | 'SmtpClientAuthenticationDisabled')[]) {
  const failure = note('refused', { status: 400, code: 'AmbiguousParameterSetException' })
  const answer = { ...answerAt(state), refused: refused.map((app) => ({ app, failure })) }
  const step: StepId = more
  const outcome = { kind: 'done', proof: proofOf(step, answer.at) } as const
  return follow(state, { type: 'answer', action: step, answer }, { type: 'conclude', action: step, outcome })
}
