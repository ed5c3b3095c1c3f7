import type { BatchRefusal } from './batch/decision.ts'
import type { Hindrance, Mark, Match } from './batch/events.ts'
import { type ActionId, actionIds, type Change } from './plan.ts'
import type { Stand } from './standing.ts'
import type { Voice } from './words/voice.ts'
import { notAllowedWords, unknownWords } from './words-of-refusals.ts'

/** What is said of many leavers at once: the list, and who on it is whom. Names and times come in as they are to be read. */
export const batchWords = (voice: Voice) => {
  const { say } = voice
  return {
    heading: (count: number) => say('batch.heading', { count }),
    headingStarted: (count: number) => say('batch.headingStarted', { count }),
    matching: (done: number, of: number) => say('batch.matching', { done, of }),
    matchingLine: say('batch.matchingLine'),
    listed: (count: number) => say('batch.listed', { count }),
    question: say('batch.question'),
    nobody: say('batch.nobody'),
    speakReview: (count: number) => say('batch.speakReview', { count }),
    expiredLine: (within: string) => say('batch.expiredLine', { within }),
    startedLine: say('batch.startedLine'),
    number: (count: number) => say('batch.number', { count }),
    counts: { sure: say('batch.sure'), ambiguous: say('batch.ambiguous'), alone: say('batch.alone') },
    headings: {
      sure: (count: number) => say('batch.sureHeading', { count }),
      ambiguous: (count: number) => say('batch.ambiguousHeading', { count }),
      alone: (count: number) => say('batch.aloneHeading', { count }),
    },
    range: (from: number, to: number, of: number) => say('batch.range', { from, to, of }),
    toShow: { sure: say('batch.toShowSure'), ambiguous: say('batch.toShowAmbiguous'), alone: say('batch.toShowAlone') },
    toNext: say('batch.toNext'),
    toBack: say('batch.toBack'),
    aboutPage: (button: string, heading: string, range: string) => say('batch.aboutPage', { button, heading, range }),
    person: (name: string, userPrincipalName: string, marks: readonly Mark[]) =>
      personLine(voice, name, userPrincipalName, marks),
    aloneEntry: (entry: string, why: string) => say('batch.aloneEntry', { entry, why }),
    why: (match: Exclude<Match, { kind: 'sure' | 'protected' }>) => whyOf(voice, match),
    chooseFor: (entry: string, more: boolean) =>
      more ? say('batch.moreCandidates', { entry }) : say('batch.chooseFor', { entry }),
    notChosen: say('batch.notChosen'),
    leaveItOut: say('batch.leaveItOut'),
    toChoose: say('batch.toChoose'),
    aboutChoose: say('batch.aboutChoose'),
    tick: say('batch.tick'),
    toLeaveOut: say('batch.toLeaveOut'),
    aboutLeaveOut: say('batch.aboutLeaveOut'),
    stillToChoose: (count: number) => say('batch.stillToChoose', { count }),
    marked: (mark: Mark, count: number) => say('batch.marked', { count, mark: markOf(voice, mark) }),
    planLine: (name: string, count: number, less: number) =>
      less > 0 ? say('batch.planLineLess', { name, count, less }) : say('batch.planLine', { name, count }),
    planOnPremises: (name: string, count: number) => say('batch.planOnPremises', { name, count }),
    approvers: say('batch.approvers'),
    toStart: (count: number) => say('batch.toStart', { count }),
    aboutStart: (count: number) => say('batch.aboutStart', { count }),
    recorded: (count: number) => say('batch.recorded', { count }),
    unsent: (count: number) => say('batch.unsent', { recorded: say('batch.recorded', { count }) }),
    toCancel: say('batch.toCancel'),
    aboutCancel: say('batch.aboutCancel'),
    refusal: batchRefusalWords(voice),
    tooMany: (count: number, limit: number) => say('batch.tooMany', { count, limit }),
    noTime: (said: string) => say('batch.noTime', { said }),
    reasonOfOne: say('batch.reasonOfOne'),
    gone: say('batch.gone'),
    cancelled: say('batch.cancelled'),
    file: {
      empty: say('batch.file.empty'),
      'no-table': say('batch.file.no-table'),
      'too-large': say('batch.file.too-large'),
      unreachable: say('batch.file.unreachable'),
      'not-allowed': say('batch.file.not-allowed'),
      hint: say('batch.file.hint'),
      several: say('batch.file.several'),
      noHeader: say('batch.file.noHeader'),
      severalIn: (row: number) => say('batch.file.severalIn', { row }),
      quotes: (line: number) => say('batch.file.quotes', { line }),
      unnamed: (row: number) => say('batch.file.unnamed', { row }),
      title: say('batch.file.title'),
      read: (rows: number, entries: number) => say('batch.file.read', { rows, entries }),
    },
  }
}

function personLine(voice: Voice, name: string, userPrincipalName: string, marks: readonly Mark[]): string {
  if (marks.length === 0) return voice.say('batch.person', { name, userPrincipalName })
  const named = voice.allOf(marks.map((mark) => markOf(voice, mark)))
  return voice.say('batch.personMarked', { name, userPrincipalName, marks: named })
}

const markOf = ({ say }: Voice, mark: Mark): string => say(`batch.mark.${mark}`)

function whyOf(voice: Voice, match: Exclude<Match, { kind: 'sure' | 'protected' }>): string {
  const { say } = voice
  switch (match.kind) {
    case 'unreadable':
      if (match.reference !== undefined) return say('batch.why.fault', { reference: match.reference })
      return say('batch.why.unreadable', { reason: unknownWords(voice)(match.failure) })
    case 'left-out':
      return say('batch.why.left-out', { name: match.by.name })
    default:
      return say(`batch.why.${match.kind}`)
  }
}

function batchRefusalWords(voice: Voice) {
  const { say } = voice
  return (refusal: BatchRefusal): string => {
    switch (refusal.kind) {
      case 'lacks-role':
      case 'is-leaver':
      case 'is-guest':
      case 'is-blocked':
      case 'roles-unknown':
      case 'needs-second-person':
        return notAllowedWords(voice)(refusal)
      case 'not-requester':
        return say('batch.refusal.not-requester', { name: refusal.requester.name })
      default:
        return say(`batch.refusal.${refusal.kind}`)
    }
  }
}

/** What is counted on a card. What is confirmed and not begun, and what is read back, counts as running. */
export type CountedStand = Exclude<Stand, 'confirmed' | 'reading'>

/** What stands on the card that follows what was decided, and on the last one. */
export const batchProgressWords = (voice: Voice) => {
  const { say, allOf, anyOf } = voice
  const deed = (action: ActionId) => (count: number) => say(`batch.deed.${action}`, { count })
  return {
    gettingReady: (done: number, of: number) => say('batch.gettingReady', { done, of }),
    deeds: Object.fromEntries(actionIds.map((id) => [id, deed(id)])) as {
      [action in ActionId]: (count: number) => string
    },
    toSkip: (count: number) => say('batch.toSkip', { count }),
    toAttest: (count: number) => say('batch.toAttest', { count }),
    toTryAgain: (count: number) => say('batch.toTryAgain', { count }),
    toConfirmAll: say('batch.toConfirmAll'),
    aboutConfirmAll: say('batch.aboutConfirmAll'),
    aimed: (button: string, what: string) => say('batch.aimed', { button, deed: what }),
    aimedAtAll: (count: number) => say('batch.aimedAtAll', { count }),
    toStop: say('batch.toStop'),
    aboutStop: say('batch.aboutStop'),
    stoppedBy: (name: string, at: string) => say('batch.stoppedBy', { name, at }),
    stoppedLine: say('batch.stoppedLine'),
    stopping: (done: number, of: number) => say('batch.stopping', { done, of }),
    finishedAt: (at: string) => say('batch.finishedAt', { at }),
    bar: (bar: string, percent: number) => say('batch.bar', { bar, percent }),
    stand: (stand: CountedStand, count: number) => say(`batch.stand.${stand}`, { count }),
    onTheirWay: (count: number) => say('batch.onTheirWay', { count }),
    delayed: ({ failure, reference }: Hindrance, at: string) =>
      reference === undefined
        ? say('batch.delayed', { at, reason: unknownWords(voice)(failure) })
        : say('batch.delayedByUs', { at, reference }),
    confirmedBy: (what: string, name: string, at: string) => say('batch.confirmedBy', { deed: what, name, at }),
    confirmedAll: say('batch.confirmedAll'),
    confirmations: say('batch.confirmations'),
    speed: (count: number, at: string) => say('batch.speed', { count, at }),
    failures: say('batch.failures'),
    failure: (name: string, what: string, said: string) => say('batch.failure', { name, deed: what, said }),
    andMore: (count: number) => say('batch.andMore', { count }),
    notDone: say('batch.notDone'),
    note: (why: string, count: number, names: string) => say('batch.note', { why, count, names }),
    noteAction: (name: string, note: string) => say('batch.noteAction', { name, note }),
    names: (names: readonly string[], more: number) =>
      more > 0 ? say('batch.names', { names: names.join(', '), count: more }) : allOf(names),
    notes: {
      lacksRole: (roles: readonly string[]) => say('batch.note.lacks-role', { roles: anyOf(roles) }),
      secondPerson: say('batch.note.second-person'),
      changed: (changes: readonly Change[]) => {
        const named = changes.map((change) => say(`changes.${change}`))
        const something = say('batch.note.changes')
        return say('batch.note.changed', { changes: named.length > 0 ? allOf(named) : something })
      },
      unreadable: (reason: string) => say('batch.note.unreadable', { reason: unknownWords(voice)(reason) }),
      fault: (reference: string) => say('batch.note.fault', { reference }),
      tooLate: say('batch.note.too-late'),
    },
    actions: say('batch.actions'),
    summaryHeading: (locked: number, of: number) => say('batch.summaryHeading', { locked, of }),
    summaryNobody: say('batch.summaryNobody'),
    summaryRest: say('batch.summaryRest'),
    expectSessions: say('batch.expectSessions'),
    expectEmail: say('batch.expectEmail'),
    expectBlock: say('batch.expectBlock'),
    history: (events: number, people: number, digest: string, at: string) =>
      say('batch.history', { events, people, digest, at }),
    administrators: say('batch.secondPersonAdministrators'),
  }
}
