import type { Template } from 'adaptivecards-templating'

/** A card ready to be sent. `summary` is the notification's text, since a card has none; `speak` is read aloud. */
export type RenderedCard = { readonly card: object; readonly summary: string; readonly speak: string }

export type ContainerStyle = 'default' | 'emphasis' | 'good' | 'warning' | 'attention'

export type Button = {
  readonly type: 'Action.Execute'
  readonly title: string
  readonly verb: string
  readonly data: object
  readonly fallback: object
}

type Looks = {
  readonly style?: 'positive' | 'destructive'
  /** What a screen reader says, where the title alone does not name the action and the leaver. */
  readonly tooltip?: string
  /** Whether the inputs of the card are sent along. Default: no. */
  readonly inputs?: boolean
}

// A text that came from outside and looks like a binding must not be taken for one that was left over.
const held = '\uE000'

/**
 * Expands a template into a card of version 1.5, the newest that Teams renders. Texts come in plain and are escaped
 * here, once, so that no builder can forget it. A part that is shown or not is a list of one or none (`$data`): the
 * engine warns about every `$when` that is false.
 * @throws Error when a binding is left over or the engine warned: a bug in a template or its builder
 */
export function render(template: Template, root: object, words: { summary: string; speak: string }): RenderedCard {
  const expanded: unknown = template.expand({ $root: eachText(root, (text) => text.replaceAll('${', `$${held}{`)) })
  const warnings = template.getLastTemplateExpansionWarnings()
  const left = JSON.stringify(expanded).match(/\$\{[^}]*\}?/)
  if (left || warnings.length > 0) throw new Error(`card template: ${left?.[0] ?? warnings.join(' ')}`)
  const released = eachText(expanded, (text) => text.replaceAll(`$${held}{`, '${'))
  const speak = plain(words.speak).replace(/[<>&]/g, ' ')
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: plain(words.speak),
    speak,
    msteams: { width: 'Full' },
    ...(escaped(released) as object),
  }
  return { card, summary: plain(words.summary), speak }
}

/**
 * A button for Universal Actions, and the same as Action.Submit for clients that know only that one. Submit arrives as
 * a message, so its data repeats the verb. `data` is the client's to change: whoever reads it parses it.
 */
export function execute(title: string, verb: string, data: object, looks: Looks = {}): Button {
  const shared = {
    title: plain(title),
    data: { verb, ...data },
    associatedInputs: looks.inputs ? 'auto' : 'none',
    ...(looks.style && { style: looks.style }),
    ...(looks.tooltip && { tooltip: plain(looks.tooltip) }),
  }
  return { type: 'Action.Execute', verb, ...shared, fallback: { type: 'Action.Submit', ...shared } }
}

/** One line of visible text: no control characters, nothing that turns the direction of what follows, not too long. */
export function plain(text: string, limit = 600): string {
  const line = text
    .replace(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`
}

/** A name as cards repeat it: the whole of it is shown once, among the facts. */
export const shortName = (name: string): string => plain(name, 60)

/** Shows the literal text where Markdown is rendered: https://spec.commonmark.org/0.31.2/#backslash-escapes */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*_`~[\](){}<]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/^([#>+-])/, '\\$1')
    .replace(/^(\d+)([.])/, '$1\\$2')
}

/** TextBlock and FactSet are Markdown; titles of buttons, labels and RichTextBlock are not. */
function escaped(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(escaped)
  if (!isRecord(node)) return node
  if (node.type === 'TextBlock') return { ...node, text: shown(node.text) }
  if (node.type === 'FactSet' && Array.isArray(node.facts)) {
    return { ...node, facts: node.facts.map((fact) => ({ title: shown(fact.title), value: shown(fact.value) })) }
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, escaped(value)]))
}

const shown = (text: unknown): string => escapeMarkdown(plain(String(text), 1_200))

function eachText(node: unknown, change: (text: string) => string): unknown {
  if (typeof node === 'string') return change(node)
  if (Array.isArray(node)) return node.map((item) => eachText(item, change))
  if (!isRecord(node)) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, eachText(value, change)]))
}

const isRecord = (node: unknown): node is Record<string, unknown> => typeof node === 'object' && node !== null
