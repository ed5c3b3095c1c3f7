import { Template } from 'adaptivecards-templating'
import type { Words } from '../offboarding/words.ts'
import template from './ask.json' with { type: 'json' }
import { execute, plain, type RenderedCard, render } from './card.ts'

const askTemplate = new Template(template)

/**
 * Asks whom: the people picker of Teams, and a text field beside it, since the picker does not search everywhere. What
 * comes back is the client's: `person` an object id, `name` what was typed.
 */
export function askCard(words: Words, text: string, previous = '', heading = words.finding.askHeading): RenderedCard {
  const { person, personPlaceholder, name, namePlaceholder, toFind, toCancel, aboutCancel } = words.finding
  const root = {
    heading,
    text,
    personLabel: person,
    personPlaceholder,
    nameLabel: name,
    namePlaceholder,
    previous: plain(previous, 200),
    buttons: [
      execute(toFind, 'find', {}, { style: 'positive', inputs: true }),
      execute(toCancel, 'cancel-search', {}, { tooltip: aboutCancel }),
    ],
  }
  return render(askTemplate, root, { summary: text, speak: text })
}
