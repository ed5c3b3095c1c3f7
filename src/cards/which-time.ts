import { Template } from 'adaptivecards-templating'
import type { Reader } from '../offboarding/events.ts'
import type { Words } from '../offboarding/words.ts'
import { execute, plain, type RenderedCard, render } from './card.ts'
import { fullMomentOf } from './clock.ts'
import template from './which-time.json' with { type: 'json' }

const whichTimeTemplate = new Template(template)

/** Asks which moment was meant, of two to eight (epoch milliseconds, the soonest first); `said` is how it was typed. */
export function whichTimeCard(words: Words, said: string, moments: readonly number[], reader: Reader): RenderedCard {
  const { which, whichHeading, aboutWhich, moment } = words.schedule
  const text = which(plain(said, 80))
  const named = moments.map((at) => ({ at, shown: moment(fullMomentOf({ at, zone: reader.zone }, reader)) }))
  const root = {
    heading: whichHeading,
    text,
    moments: named.map(({ at, shown }, index) => ({
      buttons: [execute(words.finding.row(index + 1, shown), 'choose-time', { at }, { tooltip: aboutWhich(shown) })],
    })),
    otherwise: [execute(words.finding.toCancel, 'cancel-search', {}, { tooltip: words.finding.aboutCancel })],
  }
  return render(whichTimeTemplate, root, {
    summary: `${text} ${whichHeading}`,
    speak: [text, ...named.map(({ shown }) => `${shown}.`)].join(' '),
  })
}
