import { Template } from 'adaptivecards-templating'
import { digestOfStart } from '../offboarding/batch/decide.ts'
import type { Mark } from '../offboarding/batch/events.ts'
import { isAsked } from '../offboarding/batch/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import { standAt } from '../offboarding/standing.ts'
import { barOf } from './batch-bar.ts'
import { delayLines } from './batch-delay.ts'
import { type Lists, listPart, listsOf } from './batch-lists.ts'
import type { BatchLook } from './batch-look.ts'
import template from './batch-review.json' with { type: 'json' }
import { type ContainerStyle, execute, plain, type RenderedCard, render, shortName } from './card.ts'
import { parts } from './parts.ts'

const reviewTemplate = new Template(template)

/** Answers "is this the right list?" before anything is done: who is sure, who is to be chosen, who is left alone. */
export function batchReviewCard(look: BatchLook): RenderedCard {
  const { seen, notice, view, words, lasting } = look
  const { state } = seen
  const lists = listsOf(look)
  const isReview = state.phase === 'review'
  const count = state.phase === 'matching' ? state.entries.length : lists.sure.length
  const heading = state.startedAt === null ? words.batch.heading(count) : words.batch.headingStarted(count)
  const { title, lines, style } = standingOf(look, lists)
  const mayDecide = isReview && view === 'decide' && !lasting
  const isShown = state.phase !== 'matching' && !lasting
  const root = {
    heading,
    notices: parts(notice ?? unsentIn(look)),
    title,
    lines: parts(...lines),
    style,
    counts: isShown ? [{ facts: countsOf(lists, look) }] : [],
    cautions: isReview && isShown ? cautionsOf(lists, look) : [],
    lists: isShown && state.phase === 'review' ? [listPart(look, lists, mayDecide)] : [],
    plans:
      isReview && isShown && lists.sure.length > 0
        ? [{ heading: words.review.actions, lines: parts(...planOf(lists, look)) }]
        : [],
    toggles: mayDecide ? moreEmailToggle(look, lists) : [],
    requested: parts(requestOf(look)),
    instead: parts(isReview && !mayDecide && !lasting ? words.views.watchReview : null),
    decisions: mayDecide ? [{ buttons: buttonsOf(look, lists) }] : [],
  }
  return render(reviewTemplate, root, {
    summary: `${heading}: ${title}`,
    speak: [notice, isReview ? words.batch.speakReview(count) : `${heading}. ${title}.`].filter(Boolean).join(' '),
  })
}

/** Somebody tapped Start on choices that had not been sent: what they would have started was not what they saw. */
function unsentIn({ seen: { state }, words, lasting }: BatchLook): string | null {
  return state.unsent > 0 && isAsked(state) && !lasting ? words.batch.unsent(state.unsent) : null
}

type Standing = { readonly title: string; readonly lines: readonly string[]; readonly style: ContainerStyle }

function standingOf(look: BatchLook, lists: Lists): Standing {
  const { words, clock, lasting } = look
  const { state } = look.seen
  const told = (title: string, ...lines: string[]): Standing => ({ title, lines, style: 'emphasis' })
  if (lasting) return told(words.batch.listed(state.entries.length))
  switch (state.phase) {
    case 'matching': {
      const done = state.entries.filter(({ match }) => match !== null).length
      const of = state.entries.length
      return told(words.batch.matching(done, of), barOf(done, of, words), ...delayLines(look), words.batch.matchingLine)
    }
    case 'review':
      return lists.sure.length + lists.ambiguous.length === 0 ? told(words.batch.nobody) : told(words.batch.question)
    case 'cancelled':
      return told(
        words.review.cancelled(shortName(state.endedBy?.name ?? ''), clock(state.endedAt ?? 0)),
        words.review.untouched,
      )
    case 'expired':
      return told(
        words.review.expired(clock(state.endedAt ?? 0)),
        words.batch.expiredLine(words.span(state.expiresAfter)),
      )
    default: {
      const by = shortName(state.startedBy?.name ?? '')
      return told(words.review.started(by, clock(state.startedAt ?? 0)), words.batch.startedLine)
    }
  }
}

function countsOf(lists: Lists, { words, seen: { state } }: BatchLook) {
  const { rows, entries } = state
  const counted = (['sure', 'ambiguous', 'alone'] as const).map((list) => {
    return { title: words.batch.counts[list], value: words.batch.number(lists[list].length) }
  })
  if (rows === null) return counted
  return [{ title: words.batch.file.title, value: words.batch.file.read(rows, entries.length) }, ...counted]
}

const marks: readonly Mark[] = ['administrator', 'namesakes', 'synced', 'guest', 'federated', 'blocked']

/** What makes some of them special, counted; and what is still to be chosen. */
function cautionsOf({ sure, ambiguous }: Lists, { words, seen: { state } }: BatchLook) {
  const counted = marks.flatMap((mark) => {
    const count = sure.filter(({ match }) => match.marks.includes(mark)).length
    return count > 0 ? [words.batch.marked(mark, count)] : []
  })
  const lines = [
    ...(ambiguous.length > 0 ? [words.batch.stillToChoose(ambiguous.length)] : []),
    ...(state.secondPerson ? [words.secondPerson.policy] : []),
    ...counted,
  ]
  return lines.length === 0 ? [] : [{ heading: words.review.warnings, lines: parts(...lines) }]
}

/** For how many each action will be offered. */
function planOf({ sure }: Lists, { words }: BatchLook): string[] {
  return actionIds.flatMap((id) => {
    const count = (stand: 'open' | 'onPremises') =>
      sure.filter(({ match }) => standAt(match.standing, id) === stand).length
    const { name } = words.actions[id]
    const [open, onPremises] = [count('open'), count('onPremises')]
    return [
      words.batch.planLine(name, open, sure.length - open - onPremises),
      ...(onPremises > 0 ? [words.batch.planOnPremises(name, onPremises)] : []),
    ]
  })
}

/** As on the card of one leaver, where it does anything for anybody. */
function moreEmailToggle({ seen: { state }, words }: BatchLook, { sure }: Lists) {
  const isOffered = sure.some(({ match }) => ['open', 'looking'].includes(standAt(match.standing, 'block-email')))
  const { which, toChoose } = words.moreEmail
  return isOffered ? [{ label: which, title: toChoose, value: String(state.moreEmail) }] : []
}

function requestOf({ seen: { state }, words, clock }: BatchLook): string {
  const by = words.review.requestedBy(shortName(state.requester.name), clock(state.requestedAt))
  return state.reason ? `${by} ${words.review.becauseOf(plain(state.reason, 400))}` : by
}

function buttonsOf({ seen: { state }, words }: BatchLook, { sure }: Lists) {
  const data = { batch: state.id, digest: digestOfStart(state) }
  const { toStart, aboutStart, toCancel, aboutCancel } = words.batch
  const count = sure.length
  return [
    ...(count > 0
      ? [execute(toStart(count), 'batch-start', data, { style: 'positive', tooltip: aboutStart(count), inputs: true })]
      : []),
    execute(toCancel, 'batch-cancel', data, { tooltip: aboutCancel }),
  ]
}
