import { Template } from 'adaptivecards-templating'
import type { Words } from '../offboarding/words.ts'
import { type RenderedCard, render } from './card.ts'
import template from './help.json' with { type: 'json' }
import { parts } from './parts.ts'

const helpTemplate = new Template(template)

/** The same for everybody who reads one language, so each is drawn once. */
const drawn = new WeakMap<Words, RenderedCard>()

/** What the bot does, in a few lines, and what can be typed. */
export function helpCard(words: Words): RenderedCard {
  const card = drawn.get(words) ?? draw(words)
  drawn.set(words, card)
  return card
}

function draw(words: Words): RenderedCard {
  const { heading, lines, commandsHeading, commands } = words.help
  const root = { heading, lines: parts(...lines), commandsHeading, commands }
  return render(helpTemplate, root, { summary: words.conversation.greeting, speak: words.conversation.greeting })
}
