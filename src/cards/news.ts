import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import type { ActionId } from '../offboarding/plan.ts'
import { isWaiting, type News, type NewsCard, newsCards, newsOn } from '../offboarding/schedule.ts'
import type { Words } from '../offboarding/words.ts'
import { plain, type RenderedCard, render, shortName } from './card.ts'
import template from './news.json' with { type: 'json' }
import { parts } from './parts.ts'
import { heldLines, scheduleControls } from './schedule.ts'
import type { Look } from './view.ts'

const newsTemplate = new Template(template)

type Told = { readonly heading: string; readonly sentence: string; readonly lines: readonly string[] }

/** One message about the time of an offboarding. What it says is as it was then; its buttons go when they are over. */
export function newsCard(state: State, card: NewsCard, look: Look): RenderedCard {
  const news = newsOn(state, card)
  if (news === null) throw new Error(`${state.id} has no ${card}`)
  const { heading, sentence, lines } = toldOf(state, news, look)
  const root = {
    heading,
    userPrincipalName: plain(state.leaver.userPrincipalName, 128),
    notices: parts(look.notice),
    style: news.kind === 'held' || news.kind === 'asks' ? 'warning' : 'emphasis',
    sentence,
    lines: parts(...lines),
    controls: look.view === 'decide' && mayAct(state, card) ? scheduleControls(state, look.words) : [],
  }
  return render(newsTemplate, root, {
    summary: sentence,
    speak: [look.notice, sentence, ...lines].filter(Boolean).join(' '),
  })
}

/** The newest that reminds of the time, or asks what is to be done: older ones are only read. */
export function mayAct(state: State, card: NewsCard): boolean {
  const kind = newsOn(state, card)?.kind
  return isWaiting(state) && newsCards(state).at(-1) === card && (kind === 'reminder' || kind === 'held')
}

function toldOf(state: State, news: News, look: Look): Told {
  const { words, full } = look
  const name = shortName(state.leaver.displayName)
  switch (news.kind) {
    case 'moved': {
      const { movedLine, setLine, moved, staysConfirmed } = words.news
      const by = shortName(news.by.name)
      const line = news.from ? movedLine(by, name, full(news.from), full(news.to)) : setLine(by, name, full(news.to))
      return { heading: moved(name), sentence: line, lines: state.startedAt === null ? [] : [staysConfirmed] }
    }
    case 'urgent': {
      const sentence = words.news.urgentLine(shortName(news.by.name), name, full(news.from))
      return { heading: words.news.urgent(name), sentence, lines: [] }
    }
    case 'reminder': {
      const sentence = words.news.reminderLine(name, full(news.to))
      return { heading: words.news.reminder(name), sentence, lines: remindedOf(news, words) }
    }
    case 'held': {
      const [sentence = '', ...lines] = heldLines(news.hold, news.to, look)
      return { heading: words.news.held(name), sentence, lines }
    }
    case 'asks':
      return { heading: words.news.asks(name), ...askedOf(news, name, words) }
  }
}

function remindedOf({ missing, started }: Extract<News, { kind: 'reminder' }>, words: Words): string[] {
  const { allConfirmed, notStarted, missing: stillMissing, missingLine } = words.news
  if (!started) return [notStarted]
  return missing.length === 0 ? [allConfirmed] : [stillMissing(deedsOf(missing, words)), missingLine]
}

function askedOf(news: Extract<News, { kind: 'asks' }>, name: string, words: Words): Omit<Told, 'heading'> {
  const { voided, missing, changes, started } = news
  const { asksChanged, asksLost, asksMissing, asksStart, confirm, confirmAgain, notStarted, thenAtOnce } = words.news
  if (!started) return { sentence: asksStart(name), lines: [notStarted] }
  const changed = changes.length > 0 ? [words.changes(changes)] : []
  if (voided.length === 0) {
    return { sentence: asksMissing(name), lines: [...changed, confirm(deedsOf(missing, words)), thenAtOnce] }
  }
  const again = missing.length > 0 ? [confirmAgain(deedsOf(missing, words)), thenAtOnce] : []
  return { sentence: changed.length > 0 ? asksChanged(name) : asksLost(name), lines: [...changed, ...again] }
}

const deedsOf = (ids: readonly ActionId[], words: Words): string[] => ids.map((id) => words.actions[id].deed)
