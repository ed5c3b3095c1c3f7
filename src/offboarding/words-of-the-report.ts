import type { FailureKind, NotTheCall, Outcome } from './events.ts'
import type { HandOut } from './hand-outs.ts'
import type { Change } from './plan.ts'
import type { Voice } from './words/voice.ts'
import { changesWords } from './words-of-refusals.ts'

/** The labels of the report that is read and printed. */
export const reportWords = ({ say }: Voice) => ({
  title: (name: string) => say('report.title', { name }),
  altered: (seq: number) => say('report.altered', { seq }),
  what: say('report.what'),
  leaver: say('report.leaver'),
  userPrincipalName: say('report.userPrincipalName'),
  objectId: say('report.objectId'),
  requester: say('report.requester'),
  requested: say('report.requested'),
  reason: say('report.reason'),
  starter: say('report.starter'),
  ended: say('report.ended'),
  kind: say('report.kind'),
  source: say('report.source'),
  roles: say('report.roles'),
  secondPerson: say('report.secondPerson'),
  secondPersonYes: say('report.secondPersonYes'),
  secondPersonNo: say('report.secondPersonNo'),
  offboarding: say('report.offboarding'),
  made: say('report.made'),
  madeFor: (name: string, at: string) => say('report.madeFor', { name, at }),
  madeAt: (at: string) => say('report.madeAt', { at }),
  byAndAt: (name: string, at: string) => say('report.byAndAt', { name, at }),
  none: say('report.none'),

  actions: say('report.actions'),
  calls: say('report.calls'),
  callsLine: say('report.callsLine'),
  call: say('report.call'),
  confirmed: say('report.confirmed'),
  sent: say('report.sent'),
  answered: say('report.answered'),
  before: say('report.before'),
  after: say('report.after'),
  attempt: (count: number) => say('report.attempt', { count }),
  afterBlock: say('report.afterBlock'),
  as: (roles: string) => say('report.as', { roles }),
  nobody: say('report.nobody'),
  notSent: say('report.notSent'),
  notAnswered: say('report.notAnswered'),
  notSeen: say('report.notSeen'),
  readAt: (at: string) => say('report.readAt', { at }),
  on: say('report.on'),
  off: say('report.off'),
  notSet: say('report.notSet'),
  signInAllowed: say('report.signInAllowed'),
  signInBlocked: say('report.signInBlocked'),
  moment: (at: string) => say('report.moment', { at }),

  timeline: say('report.timeline'),
  timelineLine: say('report.timelineLine'),
  place: say('report.place'),
  time: say('report.time'),
  event: say('report.event'),
  hash: say('report.hash'),

  verify: say('report.verify'),
  lastHash: say('report.lastHash'),
  signature: say('report.signature'),
  fields: say('report.fields'),
})

/** A sentence for each kind of event. */
export const toldWords = (voice: Voice) => {
  const { say, allOf } = voice
  const changes = changesWords(voice)
  return {
    requested: (name: string, leaver: string) => say('told.requested', { name, leaver }),
    because: (reason: string) => say('told.because', { reason }),
    joined: (name: string) => say('told.joined', { name }),
    started: (name: string) => say('told.started', { name }),
    moreChosen: say('told.moreChosen'),
    braked: (count: number) => say('told.braked', { count }),
    shownToApprovers: (name: string) => say('told.shownToApprovers', { name }),
    replanned: (changed: readonly Change[]) =>
      changed.length > 0 ? say('told.replannedBecause', { changes: changes(changed) }) : say('told.replanned'),
    confirmed: (name: string, deed: string, roles: readonly string[]) =>
      roles.length > 0
        ? say('told.confirmedAs', { name, deed, roles: allOf(roles) })
        : say('told.confirmed', { name, deed }),
    attempted: (deed: string) => say('told.attempted', { deed }),
    answered: (deed: string, at: string) => say('told.answered', { deed, at }),
    waiting: (deed: string, until: string, of: NotTheCall | undefined) =>
      say(of === 'turn' ? 'told.waitingForTurn' : of === 'look' ? 'told.lookFailed' : 'told.waiting', { deed, until }),
    together: (said: string) => say('told.together', { said }),
    takenApart: (app: string, at: string) => say('told.takenApart', { app, at }),
    refusedApart: (app: string) => say('told.refusedApart', { app }),
    outcome: (deed: string, { kind }: Outcome) => say(`told.${kind}`, { deed }),
    unproven: (deed: string) => say('told.unproven', { deed }),
    seen: (deed: string) => say('told.seen', { deed }),
    notSeen: (deed: string) => say('told.notSeen', { deed }),
    signedOutAgain: (at: string) => say('told.signedOutAgain', { at }),
    signedOutAgainFailed: say('told.signedOutAgainFailed'),
    declined: (name: string) => say('told.declined', { name }),
    cancelled: (name: string) => say('told.cancelled', { name }),
    expired: say('told.expired'),
    finished: say('told.finished'),
    undoAsked: (name: string) => say('told.undoAsked', { name }),
    undoExpired: say('told.undoExpired'),
    rescheduled: (name: string, moment: string) => say('told.rescheduled', { name, moment }),
    urgent: (name: string) => say('told.urgent', { name }),
    reminded: say('told.reminded'),
    notRead: (until: string) => say('told.notRead', { until }),
    held: say('told.held'),
    heldLate: say('told.heldLate'),
    cameDue: say('told.cameDue'),
    voided: (deeds: readonly string[]) => say('told.voided', { deeds: allOf(deeds) }),
    managerTold: (name: string) => say('told.managerTold', { name }),
    managerNotTold: (name: string | null) =>
      name === null ? say('told.noManager') : say('told.managerNotTold', { name }),
    given: (name: string, { way, file }: HandOut) =>
      say(way === 'link' ? 'told.linkGiven' : file === 'report' ? 'told.reportGiven' : 'told.dataGiven', { name }),
    other: (type: string) => say('told.other', { type }),
    failure: (kind: FailureKind) => say(`failure.${kind}.said`),
    requestId: (id: string) => say('card.requestId', { id }),
    code: (code: string) => say('card.code', { code }),
    status: (status: number) => say('card.status', { status }),
  }
}
