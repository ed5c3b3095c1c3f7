/** Texts as a template repeats them: none for `null`, so that a part which is not there leaves nothing behind. */
export function parts(...texts: readonly (string | null)[]): { readonly text: string }[] {
  return texts.flatMap((text) => (text === null ? [] : [{ text }]))
}
