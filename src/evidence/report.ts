import { readFileSync } from 'node:fs'
import { checkLine, whatFollows } from '../cards/checks.ts'
import { type Clock, dayOf, fullClockOf, fullMomentOf } from '../cards/clock.ts'
import { headingOf } from '../cards/history.ts'
import { standingOfMore } from '../cards/more-email.ts'
import { standingOf } from '../cards/standing.ts'
import type { Look } from '../cards/view.ts'
import type { Reader, Recorded } from '../offboarding/events.ts'
import { fold, type State } from '../offboarding/evolve.ts'
import { choseMoreEmail } from '../offboarding/more-email.ts'
import { actionIds, type StepId } from '../offboarding/plan.ts'
import { undoSteps } from '../offboarding/undo.ts'
import { type Words, wordsIn } from '../offboarding/words.ts'
import { type Call, callsOf } from './calls.ts'
import type { Material } from './document.ts'
import { html, type Markup, pageOf } from './markup.ts'
import { apartIn, failureOf, proofOf, type Telling } from './telling.ts'
import { toldOf } from './told.ts'
import { seenBy } from './told-afterwards.ts'
import { beforeOf } from './values.ts'

/** The style of every page of ours; it makes A4 pages with numbers when it is printed. */
export const style = readFileSync(new URL('./report.css', import.meta.url), 'utf8')

type View = { readonly state: State; readonly words: Words; readonly clock: Clock; readonly telling: Telling }

/**
 * The same history for people: to be read, printed, or saved as PDF. `above` is shown on a screen only.
 * @throws Error when there is no history
 */
export function reportOf(material: Material, reader: Reader, above: Markup | null = null): string {
  const words = wordsIn(reader.language)
  const state = fold(material.id, material.history)
  if (state === null) throw new Error('there is no history to report of')
  const clock = fullClockOf(reader)
  const full: Look['full'] = (moment) => words.schedule.moment(fullMomentOf(moment, reader))
  const refusedOf = (step: StepId) => state.actions[step].answer?.refused ?? []
  const telling = { words, clock, full, within: words.span(state.expiresAfter), refusedOf }
  const view = { state, words, clock, telling }
  const title = words.report.title(state.leaver.displayName)
  const look: Look = {
    ...{ notice: null, view: 'watch', words, clock },
    day: (at) => dayOf(at, reader),
    full,
  }
  const body = html`${above}<main>
<h1>${title}</h1>
<p class="standing">${headingOf(state, words)}</p>
${alteredPart(material, words)}
${aboutPart(material, view)}
${actionsPart(look, state)}
${checksPart(look, state)}
${callsPart(material.history, view)}
${timelinePart(material.history, view)}
${verifyPart(material, words)}
</main>`
  return pageOf(reader.language, title, style, body)
}

function alteredPart({ altered }: Material, { report }: Words): Markup | null {
  return altered === null ? null : html`<p class="altered" role="alert">${report.altered(altered)}</p>`
}

function aboutPart({ id, at, madeFor }: Material, { state, words, clock }: View): Markup {
  const { report, facts } = words
  const { leaver, requester, startedBy, startedAt, endedAt, offer } = state
  const { guest, synced, roles } = offer.facts
  const rows: [string, string | null][] = [
    [report.leaver, leaver.displayName],
    [report.userPrincipalName, leaver.userPrincipalName],
    [report.objectId, leaver.id],
    [report.kind, guest ? facts.guest : facts.member],
    [report.source, synced ? facts.synced : facts.cloud],
    [report.roles, roles.known ? roles.value.map(facts.role).join(', ') || report.none : facts.notKnown(roles.reason)],
    [report.requester, report.byAndAt(requester.name, clock(state.requestedAt))],
    [report.reason, state.reason],
    [report.starter, startedBy && startedAt !== null ? report.byAndAt(startedBy.name, clock(startedAt)) : null],
    [report.secondPerson, needed(state) ? report.secondPersonYes : report.secondPersonNo],
    [report.ended, endedAt === null ? null : clock(endedAt)],
    [report.offboarding, id],
    [report.made, madeFor ? report.madeFor(madeFor.name, clock(at)) : report.madeAt(clock(at))],
  ]
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`]))
  return html`<section><h2>${report.what}</h2><dl>${shown}</dl></section>`
}

const needed = ({ offer, brake }: State): boolean => offer.secondPerson.length > 0 || brake !== null

function actionsPart(look: Look, state: State): Markup {
  const { words } = look
  const part = (id: StepId) => {
    const isMore = id === 'block-more-email' || id === 'restore-more-email'
    const { title, lines } = isMore ? standingOfMore(state, id, look) : standingOf(state, id, look)
    return html`<h3>${words.summary.outcome(words.actions[id].name, title)}</h3>${lines.map(paragraph)}`
  }
  const done: StepId[] = choseMoreEmail(state) ? [...actionIds, 'block-more-email'] : [...actionIds]
  const undone = undoSteps.filter((step) => state.actions[step].confirmation !== null)
  const undoing =
    undone.length === 0 ? null : html`<section><h2>${words.summary.undoHeading}</h2>${undone.map(part)}</section>`
  return html`<section><h2>${words.report.actions}</h2>${done.map(part)}</section>${undoing}`
}

/** What was seen whenever it was looked again, also before it was done once more. */
function checksPart(look: Look, state: State): Markup | null {
  const { words, clock } = look
  const seen = state.checks.map((check) => {
    const { changes, rest } = seenBy(check, look)
    const small = [...rest, words.report.readAt(clock(check.at))]
    return html`<h3>${checkLine(check, words)}</h3>${changes.map(paragraph)}${small.map(smallPrint)}`
  })
  const lines = whatFollows(state, look)
  if (seen.length + lines.length === 0) return null
  const tail = lines.map((line) => html`<p class="tail">${line}</p>`)
  return html`<section><h2>${words.checks.heading}</h2>${seen}${tail}</section>`
}

const paragraph = (text: string): Markup => html`<p>${text}</p>`
const smallPrint = (text: string): Markup => html`<div class="small">${text}</div>`

function callsPart(history: readonly Recorded[], view: View): Markup | null {
  const calls = callsOf(history)
  if (calls.length === 0) return null
  const { report } = view.words
  const heads = [report.call, report.confirmed, report.sent, report.answered, report.before, report.after]
  return html`<section><h2>${report.calls}</h2><p>${report.callsLine}</p>
<div class="wide" tabindex="0" role="region" aria-label="${report.calls}"><table class="calls"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${calls.map((call) => callRow(call, view))}</tbody></table></div></section>`
}

function callRow(call: Call, { words, clock }: View): Markup {
  const { report, told } = words
  const { confirmedBy, confirmedAt, roles, startedAt, answeredAt, requestId, failure, after, attempt } = call
  const confirmed = confirmedBy
    ? html`${confirmedBy.name}${smallPrint(clock(confirmedAt ?? ''))}${roles.length > 0 ? smallPrint(report.as(roles.join(', '))) : null}`
    : html`${report.nobody}`
  const came = [
    ...(requestId === null ? [] : [told.requestId(requestId)]),
    ...(failure === null ? [] : failureOf(failure, words)),
    ...apartIn(call.apart ?? null, { words, clock }),
  ]
  const unanswered = startedAt === null ? report.notSent : report.notAnswered
  const answered = answeredAt ? clock(answeredAt) : came.length > 0 ? '' : unanswered
  const seen = after?.requestId ? [told.requestId(after.requestId)] : []
  return html`<tr>
<th scope="row">${words.actions[call.action].name}${attempt > 1 ? smallPrint(report.attempt(attempt)) : null}${call.follows ? smallPrint(report.afterBlock) : null}</th>
<td>${confirmed}</td>
<td>${startedAt ? clock(startedAt) : report.notSent}</td>
<td>${answered}${came.map(smallPrint)}</td>
<td>${beforeOf(call, words, clock) ?? '–'}</td>
<td>${after ? proofOf(after, call.apart?.refused ?? [], { words, clock }) : report.notSeen}${seen.map(smallPrint)}</td>
</tr>`
}

function timelinePart(history: readonly Recorded[], { words, clock, telling }: View): Markup {
  const { report } = words
  const heads = [report.place, report.time, report.event, report.hash]
  const rows = history.map((line) => {
    const { text, small } = toldOf(line, telling)
    return html`<tr><td>${line.seq}</td><td>${clock(line.at)}</td><td>${text}${small.map(smallPrint)}</td><td><code>${line.hash.slice(0, 16)}</code></td></tr>`
  })
  return html`<section><h2>${report.timeline}</h2><p>${report.timelineLine}</p>
<div class="wide" tabindex="0" role="region" aria-label="${report.timeline}"><table class="timeline"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`
}

function verifyPart({ history, key }: Material, { report, evidence }: Words): Markup {
  const item = (text: string) => html`<li>${text}</li>`
  return html`<section><h2>${report.verify}</h2><ol>${evidence.howToVerify.map(item)}</ol>
<dl><dt>${report.lastHash}</dt><dd><code>${history.at(-1)?.hash ?? ''}</code></dd>
<dt>${report.signature}</dt><dd>${key ? evidence.signedWith(key.id) : evidence.unsigned}</dd></dl></section>
<section><h2>${report.fields}</h2>${evidence.about.map(paragraph)}</section>`
}
