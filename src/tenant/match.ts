import type { User } from './answers.ts'

/** Letters that have no decomposition in Unicode and that people type without their stroke. */
const strokes: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}

/** Text without accents and case, its apostrophes straight: how people type a name they have only heard. */
export function folded(text: string): string {
  return text
    .replace(/[‘’ʼ´`]/g, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => strokes[letter] ?? letter)
}

/** The words of a search, with the quotes, commas and brackets around them left out; at most eight. */
export function wordsOf(text: string): string[] {
  const trimmed = text.split(/\s+/).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}@]+$/gu, ''))
  return trimmed.filter((word) => word !== '').slice(0, 8)
}

/** Does each word begin a word of somebody's names or addresses? The server's idea of a match is wider. */
export function matches(user: User, words: readonly string[]): boolean {
  const addresses = [user.mail, user.userPrincipalName, ...user.proxyAddresses.map(withoutPrefix)].filter(
    (one) => one !== null,
  )
  const names = [user.displayName, user.givenName, user.surname].filter((one) => one !== null)
  return words.every((word) => {
    const wanted = folded(word)
    // Without an @ the domain does not count: it is the same for everybody.
    const fields = [...names, ...addresses.map((one) => (word.includes('@') ? one : localPart(one)))]
    return fields.some((field) => beginsAWord(folded(field), wanted))
  })
}

/** Is the address one of theirs, without regard to case? */
export function hasAddress(user: User, address: string): boolean {
  const wanted = address.toLowerCase()
  const theirs = [user.mail, user.userPrincipalName, ...user.proxyAddresses.map(withoutPrefix)]
  return theirs.some((one) => one?.toLowerCase() === wanted)
}

/** `SMTP:` marks the primary address, `smtp:` an alias; other kinds (`X500:`, `SIP:`) are no mail addresses. */
const withoutPrefix = (address: string): string | null =>
  /^smtp:/i.test(address) ? address.slice('smtp:'.length) : null

const localPart = (address: string): string => address.replace(/@[^@]*$/, '')

function beginsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return true
  return false
}
