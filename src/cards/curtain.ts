import { Template } from 'adaptivecards-templating'
import { execute, type RenderedCard, render } from './card.ts'
import template from './curtain.json' with { type: 'json' }

const curtainTemplate = new Template(template)

/**
 * What a chat of several sees of something that is for one person: whoever taps is answered in place, alone. For those in
 * `refreshFor` (Teams ids) the client asks by itself.
 */
export function curtainCard(options: {
  readonly heading: string
  readonly text: string
  readonly button: { readonly title: string; readonly tooltip: string; readonly verb: string; readonly data: object }
  readonly refreshFor?: readonly string[]
}): RenderedCard {
  const { heading, text, button, refreshFor = [] } = options
  const { title, tooltip, verb, data } = button
  const root = { heading, text, buttons: [execute(title, verb, data, { style: 'positive', tooltip })] }
  const rendered = render(curtainTemplate, root, { summary: heading, speak: `${heading}. ${text}` })
  if (refreshFor.length === 0) return rendered
  const action = { type: 'Action.Execute', verb: 'refresh', data: { verb: 'refresh', ...data } }
  return { ...rendered, card: { ...rendered.card, refresh: { action, userIds: refreshFor } } }
}
