/** "A, B and C". */
export const allOf = (items: readonly string[]): string => joined(items, 'and')

/** "A, B or C". */
export const anyOf = (items: readonly string[]): string => joined(items, 'or')

function joined(items: readonly string[], word: string): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}
