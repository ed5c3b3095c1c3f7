/**
 * Attempts to sign in that Entra stopped half-way: the password or another proof was right, and something more was asked
 * for. By their AADSTS numbers, https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const interrupts: ReadonlySet<number> = new Set([
  50055, // the password has expired
  50072, // has to enrol for a second factor
  50074, // a second factor is asked for
  50076, // a second factor is asked for, by a policy or because of the place
  50079, // has to enrol for a second factor, by a policy or because of the place
  50125, // has to reset or register the password
  50140, // "Keep me signed in?"
  50144, // the password in Active Directory has expired
  65001, // nobody has consented to the app
])

export const isInterrupt = (code: number): boolean => interrupts.has(code)
