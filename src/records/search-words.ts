import type { Db } from './database.ts'

const longest = 128
const most = 24

type Named = {
  readonly leaver: { readonly displayName: string; readonly userPrincipalName: string }
  readonly requester: { readonly name: string }
}

/** Enters the words by which an offboarding is found, in the transaction that begins it. They go when it goes. */
export async function enterWords(tx: Db, offboarding: string, { leaver, requester }: Named, at: number): Promise<void> {
  const words = {
    leaver: [...wordsOf(leaver.displayName), ...addressWords(leaver)],
    address: wordsOf(leaver.userPrincipalName),
    requester: wordsOf(requester.name),
  }
  const rows = (['leaver', 'address', 'requester'] as const).flatMap((about) =>
    [...new Set(words[about])].slice(0, most).map((word) => ({ about, word, requested_at: at, offboarding })),
  )
  if (rows.length > 0) await tx.insertInto('search_word').values(rows).execute()
}

/**
 * What somebody typed, as words to look for: case and accents do not count, an address stays whole. None
 * where there are only signs.
 */
export function wordsOf(text: string): string[] {
  const words = folded(text)
    .split(/\s+/u)
    .flatMap((part) => (part.includes('@') ? [part] : part.split(/[^\p{L}\p{N}]+/u)))
  return words.filter((word) => word !== '').map((word) => word.slice(0, longest))
}

/** The parts of an address before the at sign, so that `doe` finds jane.doe@contoso.com. */
function addressWords({ userPrincipalName }: Named['leaver']): string[] {
  return wordsOf((userPrincipalName.split('@')[0] ?? '').replace(/@/g, ' '))
}

function folded(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')
}
