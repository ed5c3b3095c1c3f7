import type { Found, TenantRead } from '../tenant/tenant.ts'

type People = Pick<TenantRead, 'search' | 'find'>

export type LookingAhead = People & {
  /** Begins to search, for whoever asks next for the same. @returns ends it: what nobody asked for is dropped */
  begin(words: string): () => void
}

/**
 * The same people, looked for while it is still being read who asks: that way the two take as long as one. What is found
 * waits here, and only a dialog asks for it, which nobody begins who may not.
 * @param limit how many the dialog asks for
 */
export function lookingAhead(people: People, limit: number): LookingAhead {
  const begun = new Map<string, Promise<readonly Found[]>>()
  return {
    begin(words) {
      const searching = people.search(words, limit)
      // Whoever asks for it meets what went wrong.
      searching.catch(() => undefined)
      begun.set(words, searching)
      return () => {
        if (begun.get(words) === searching) begun.delete(words)
      }
    },
    search(words, wanted) {
      const searching = wanted === limit ? begun.get(words) : undefined
      begun.delete(words)
      return searching ?? people.search(words, wanted)
    },
    find: (idOrName) => people.find(idOrName),
  }
}
