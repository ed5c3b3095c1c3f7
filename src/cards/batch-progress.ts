import { Template } from 'adaptivecards-templating'
import { batchNeedsSecondPerson, peopleOf } from '../offboarding/batch/evolve.ts'
import { type Counts, doneIn, offeredFor, type Tally, tallyOf, tallyOfMore } from '../offboarding/batch/members.ts'
import { placesToBegin } from '../offboarding/batch/next.ts'
import { pendingConsents, toReach } from '../offboarding/batch/reaching.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import type { CountedStand } from '../offboarding/words-of-batches.ts'
import { barOf } from './batch-bar.ts'
import { actionButtonsFor, confirmAllButton, stopButton } from './batch-buttons.ts'
import { delayLines, faultLines } from './batch-delay.ts'
import type { BatchLook } from './batch-look.ts'
import { failureLines, noteLines } from './batch-notes.ts'
import template from './batch-progress.json' with { type: 'json' }
import { type ContainerStyle, plain, type RenderedCard, render, shortName } from './card.ts'
import { parts } from './parts.ts'

const progressTemplate = new Template(template)

/** Where everybody stands, action by action, and what can be decided for all of them at once. */
export function batchProgressCard(look: BatchLook): RenderedCard {
  const { seen, notice, view, words, lasting } = look
  const { state, members } = seen
  const count = peopleOf(state).length
  const heading = words.batch.headingStarted(count)
  const { title, lines, style } = standingOf(look)
  const isReady = placesToBegin(state).length === 0 && !lasting
  const mayDecide = isReady && view === 'decide' && !state.stopped
  const tally = tallyOf(members)
  const all = mayDecide ? confirmAllButton(look) : []
  const stop = isReady && (view === 'decide' || view === 'first-person') ? stopButton(look) : []
  const isOpen = isReady && state.phase === 'running' && !state.stopped
  const cautions = isOpen ? secondPersonOf(look) : []
  const failures = isReady ? failureLines(look) : []
  const root = {
    heading,
    notices: parts(notice),
    title,
    lines: parts(...lines),
    style,
    cautions: cautions.length > 0 ? [{ lines: parts(...cautions) }] : [],
    actions: isReady ? actionIds.map((id) => actionOf(look, id, tally[id], mayDecide)) : [],
    failures: failures.length > 0 ? [{ heading: words.batchProgress.failures, lines: parts(...failures) }] : [],
    instead: parts(...(isOpen ? insteadOf(look) : [])),
    emergencies: all.length > 0 ? [{ text: words.batchProgress.aboutConfirmAll, buttons: all }] : [],
    stops: stop.length > 0 ? [{ buttons: stop }] : [],
  }
  return render(progressTemplate, root, {
    summary: `${heading}: ${title}`,
    speak: [notice, `${heading}.`, `${title}.`, ...(isReady ? spoken(look, tally) : [])].filter(Boolean).join(' '),
  })
}

type Standing = { readonly title: string; readonly lines: readonly string[]; readonly style: ContainerStyle }

function standingOf(look: BatchLook): Standing {
  const { seen, words, clock, lasting } = look
  const { state, speed } = seen
  const by = shortName(state.startedBy?.name ?? '')
  const started = words.review.started(by, clock(state.startedAt ?? 0))
  const why = state.reason === null ? [] : [words.review.becauseOf(plain(state.reason, 400))]
  if (lasting) return { title: started, lines: why, style: 'emphasis' }
  if (state.stopped) {
    const title = words.batchProgress.stoppedBy(shortName(state.stopped.by.person.name), clock(state.stopped.at))
    const of = peopleOf(state).filter(({ place }) => state.entries[place]?.begun).length
    const stopping = state.withdrawn < of && state.phase === 'running'
    const line = stopping ? words.batchProgress.stopping(state.withdrawn, of) : words.batchProgress.stoppedLine
    return { title, lines: [line, ...delayLines(look), `${started}.`], style: 'emphasis' }
  }
  if (state.phase === 'finished') {
    const title = words.batchProgress.finishedAt(clock(state.endedAt ?? 0))
    return { title, lines: [`${started}.`, ...why], style: 'emphasis' }
  }
  const toBegin = placesToBegin(state).length
  const of = peopleOf(state).length
  const ready = [words.batchProgress.gettingReady(of - toBegin, of), barOf(of - toBegin, of, words)]
  const onTheirWay = pendingConsents(state).reduce((sum, consent) => sum + toReach(consent).length, 0)
  const lines = [
    ...(toBegin > 0 ? ready : []),
    ...(onTheirWay > 0 ? [words.batchProgress.onTheirWay(onTheirWay)] : []),
    ...delayLines(look),
    ...faultLines(look),
    ...(speed ? [words.batchProgress.speed(speed.perMinute, clock(speed.endsAt))] : []),
    ...why,
  ]
  return { title: started, lines, style: 'emphasis' }
}

/** How somebody who cannot look is told how far it is. */
const spoken = ({ words }: BatchLook, tally: Tally): string[] =>
  actionIds.map((id) => `${words.actions[id].name}: ${countsLine(tally[id], words)}.`)

function actionOf(look: BatchLook, id: ActionId, counts: Counts, mayDecide: boolean) {
  const { words, seen } = look
  const { state, members } = seen
  const onlyToAttest = offeredFor(state, members, 'attest', id).people.length > 0
  const buttons = mayDecide ? actionButtonsFor(look, id) : []
  const concerned = members.length - counts.skipped - counts.declined - counts.expired
  const done = doneIn(counts) + counts.unconfirmed
  return {
    name: words.card.heading(actionIds.indexOf(id) + 1, actionIds.length, words.actions[id].name),
    bar: barOf(done, concerned, words),
    counts: countsLine(counts, words),
    confirmations: parts(...confirmationsOf(look, id)),
    notes: parts(
      ...moreEmailLines(look, id),
      ...noteLines(look, id),
      ...(onlyToAttest ? [words.review.onPremises] : []),
    ),
    decisions: buttons.length > 0 ? [{ buttons }] : [],
  }
}

/** Apart from the six, and on their card: how far it is with the email apps beyond them, or that they come along. */
function moreEmailLines({ words, seen: { members } }: BatchLook, id: ActionId): string[] {
  const counts = id === 'block-email' ? tallyOfMore(members) : null
  if (counts === null) return []
  const line = countsLine(counts, words)
  return [...(counts.open > 0 ? [words.moreEmail.together] : []), words.summary.outcome(words.moreEmail.heading, line)]
}

const order: readonly CountedStand[] = [
  ...(['done', 'already', 'reported', 'unconfirmed', 'running', 'looking', 'waiting', 'failed', 'partly'] as const),
  ...(['undone', 'open', 'onPremises', 'skipped', 'declined', 'expired'] as const),
]

/** "312 done · 50 running · 3 failed": the bar in words. */
export function countsLine(counts: Counts, words: BatchLook['words']): string {
  const counted = { ...counts, running: counts.running + counts.confirmed + counts.reading }
  const said = order.flatMap((stand) => (counted[stand] > 0 ? [words.batchProgress.stand(stand, counted[stand])] : []))
  return said.join(' · ')
}

const mostConfirmations = 3

/** The last few who decided this action, and when. */
function confirmationsOf({ seen: { state }, words, clock }: BatchLook, id: ActionId): string[] {
  const { confirmedBy, confirmedAll, deeds, toSkip, toAttest } = words.batchProgress
  return state.consents
    .filter(({ action, applied }) => applied > 0 && (action === id || action === null))
    .slice(-mostConfirmations)
    .map(({ verb, action, people, by, at }) => {
      const count = people.length
      const what = { skip: toSkip(count), attest: toAttest(count) }
      const deed = verb === 'skip' || verb === 'attest' ? what[verb] : action === null ? confirmedAll : deeds[id](count)
      return confirmedBy(deed, shortName(by.person.name), clock(at))
    })
}

function secondPersonOf({ seen: { state }, words }: BatchLook): string[] {
  const { brake, startedBy, requester } = state
  const admins = peopleOf(state).some(({ match }) => match.marks.includes('administrator'))
  const starter = shortName(startedBy?.name ?? '')
  const { policy, brakePerson, brakeOrganisation, brakeAdvice, notTheRequester, neitherOf } = words.secondPerson
  const asked = shortName(requester.name)
  const who = startedBy === null || startedBy.id === requester.id ? notTheRequester(asked) : neitherOf(asked, starter)
  if (!batchNeedsSecondPerson(state)) return admins ? [words.batch.approvers] : []
  return [
    ...(brake === null ? [] : [brakeAdvice(starter)]),
    ...(state.secondPerson ? [policy] : []),
    ...(brake?.scope === 'person' ? [brakePerson(starter, brake.count)] : []),
    ...(brake?.scope === 'organisation' ? [brakeOrganisation(brake.count)] : []),
    who,
  ]
}

function insteadOf({ view, words, seen: { state } }: BatchLook): string[] {
  const alone = state.showings.every(({ viewer }) => viewer !== null)
  switch (view) {
    case 'decide':
      return []
    case 'first-person':
      return [words.views.firstPerson, ...(alone ? [words.views.noApprovalsChat] : [])]
    default:
      return [words.views[view]]
  }
}
