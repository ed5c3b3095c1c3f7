import type { User } from './company.ts'

const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]
/** A tenant's own banned words, and some of Microsoft's. */
const banned = ['contoso', 'password', 'welcome', 'qwerty', 'letmein', 'summer', 'winter']

export const classesIn = (password: string): number => classes.filter((one) => one.test(password)).length

/**
 * Entra's rules for cloud passwords: 8 to 256 characters, three of four classes, no banned word, no part of the name.
 * https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy
 */
export function isAccepted(password: string, user: User): boolean {
  if (password.length < 8 || password.length > 256 || classesIn(password) < 3) return false
  const lower = password.toLowerCase()
  const names = [user.givenName, user.surname, user.mailNickname].flatMap((name) =>
    (name ?? '').toLowerCase().split(/[^\p{L}]+/u),
  )
  return ![...banned, ...names.filter((name) => name.length >= 3)].some((word) => lower.includes(word))
}
