/** What a test sees of a card: every object in it that has a type, in reading order. */
export type Element = { readonly [key: string]: unknown; readonly type: string }

export function elementsOf(node: unknown): Element[] {
  if (Array.isArray(node)) return node.flatMap(elementsOf)
  if (typeof node !== 'object' || node === null) return []
  const inside = Object.values(node).flatMap(elementsOf)
  return isElement(node) ? [node, ...inside] : inside
}

const isElement = (node: object): node is Element => 'type' in node && typeof node.type === 'string'

/** The buttons, without their fallbacks, and without what a client sends by itself. */
export const buttonsOf = (card: object): Element[] =>
  elementsOf(card).filter((element) => element.type === 'Action.Execute' && element.verb !== 'refresh')

/** What a client asks by itself to show somebody a view of their own; `null` where it does not. */
export const refreshOf = (card: object): unknown => ('refresh' in card ? card.refresh : null)

export const titlesOf = (card: object): unknown[] => buttonsOf(card).map((button) => button.title)

/** The Markdown of a card: of each TextBlock, and of each fact. */
export function markdownOf(card: object): string[] {
  return elementsOf(card).flatMap((element) => {
    if (element.type === 'TextBlock') return [String(element.text)]
    if (element.type !== 'FactSet' || !Array.isArray(element.facts)) return []
    return element.facts.flatMap((fact) => [String(fact.title), String(fact.value)])
  })
}

/** The Markdown as a person reads it: escapes gone. */
export const textOf = (card: object): string =>
  markdownOf(card)
    .map((text) => text.replace(/\\(?=[!-/:-@[-`{-~])/g, ''))
    .join('\n')
