import type { RefusedApp } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { brokenNow } from '../offboarding/found.ts'
import { choseMoreEmail, type MoreEmailApp, mayRepeatMore, moreEmailApps } from '../offboarding/more-email.ts'
import { isLetBackIn } from '../offboarding/undo.ts'
import { moreEmailButtons } from './buttons.ts'
import type { Button, ContainerStyle } from './card.ts'
import { parts } from './parts.ts'
import { type Standing, standing, standingOf } from './standing.ts'
import type { Look } from './view.ts'

type Step = 'block-more-email' | 'restore-more-email'

/** What stands of the email apps beyond the six on the card of the six. */
export type MoreEmailPart = {
  readonly heading: string
  readonly style: ContainerStyle
  readonly lines: ReturnType<typeof parts>
  readonly small: ReturnType<typeof parts>
  readonly decisions: readonly { readonly buttons: readonly Button[] }[]
}

/** Nothing where nobody chose them. Apart from the six, so that neither spoils the other. */
export function moreEmailParts(state: State, look: Look): MoreEmailPart[] {
  if (!choseMoreEmail(state)) return []
  const { heading, together } = look.words.moreEmail
  const { title, style, lines, small } = standingOfMore(state, 'block-more-email', look)
  const isAhead = state.actions['block-more-email'].confirmation === null && title === look.words.card.open
  const buttons =
    look.view === 'decide' && mayRepeatMore(state) && !isLetBackIn(state) ? moreEmailButtons(state, look.words) : []
  return [
    {
      heading: isAhead ? heading : look.words.summary.outcome(heading, title),
      style,
      lines: isAhead ? parts(together) : parts(...lines),
      small: parts(small.length > 0 ? small.join(' · ') : null),
      decisions: buttons.length > 0 ? [{ buttons }] : [],
    },
  ]
}

/** Where they stand. What Exchange did not take is named, with the code for whoever runs the bot. */
export function standingOfMore(state: State, step: Step, look: Look): Standing {
  const { words } = look
  const { outcome, answer, confirmation } = state.actions[step]
  const six = state.actions['block-email'].outcome
  if (step === 'block-more-email' && confirmation === null && six?.kind === 'skipped')
    return standing(words.card.skipped, 'emphasis', [words.moreEmail.notBegun])
  const usual = standingOf(state, step, look)
  const isBroken = step === 'block-more-email' && brokenNow(state).includes(step)
  if (isBroken) return standing(words.checks.changed, 'attention', usual.lines, usual.small)
  const refused = answer?.refused ?? []
  if (outcome?.kind !== 'done' || refused.length === 0) return usual
  const lines = outcome.proof === null ? usual.lines : [takenLine(state, step, refused, look), ...usual.lines.slice(1)]
  return standing(
    words.moreEmail.partly,
    'warning',
    [...lines, refusedLine(step, refused, look)],
    [...usual.small, ...codesOf(refused, look)],
  )
}

function takenLine({ undo }: State, step: Step, refused: readonly RefusedApp[], { words }: Look): string {
  const item = undo?.offer.plan['restore-more-email']
  const restored: readonly string[] = item?.kind === 'do' ? item.apps : []
  const wanted = moreEmailApps.filter((app) => step === 'block-more-email' || restored.includes(app))
  const apps = wanted.filter((app) => !namesOf(refused).includes(app))
  return step === 'block-more-email' ? words.moreEmail.off(apps) : words.moreEmail.back(apps)
}

function refusedLine(step: Step, refused: readonly RefusedApp[], { words }: Look): string {
  const apps = namesOf(refused)
  return step === 'block-more-email' ? words.moreEmail.notTaken(apps) : words.moreEmail.staysOff(apps)
}

const namesOf = (refused: readonly RefusedApp[]): MoreEmailApp[] => refused.map(({ app }) => app)

function codesOf(refused: readonly RefusedApp[], { words }: Look): string[] {
  const codes = refused.flatMap(({ failure }) => failure.code ?? [])
  return [...new Set(codes)].map((code) => words.card.code(code))
}
