import type { Company, Group, User } from './company.ts'

/** What the bot's writes can change of somebody. */
export type Change = Partial<
  Pick<User, 'accountEnabled' | 'lastPasswordChangeDateTime' | 'signInSessionsValidFromDateTime' | 'mailbox'>
>

/** The people and groups of a company, read as Microsoft reads them: for a while after a write, as they were before. */
export type Directory = {
  /** By object id or user principal name, as it is now; writes and their rules go by this. */
  find(idOrName: string): User | undefined
  group(id: string): Group | undefined
  /** As a read shows somebody at this moment. */
  shown(user: User): User
  change(user: User, change: Change): void
}

type Earlier = { readonly userId: string; readonly until: number; readonly before: Change }

/**
 * Changes go into the company itself, so that whoever holds it sees them at once; what was there before is kept until
 * `staleReadsMs` have passed by the clock, and reads show it until then. No timers: only the clock decides.
 */
export function openDirectory(company: Company, now: () => number, staleReadsMs: number): Directory {
  let history: Earlier[] = []
  return {
    find(idOrName) {
      const wanted = idOrName.toLowerCase()
      return company.users.find(
        (user) => user.id.toLowerCase() === wanted || user.userPrincipalName.toLowerCase() === wanted,
      )
    },
    group: (id) => company.groups.find((group) => group.id.toLowerCase() === id.toLowerCase()),
    shown(user) {
      const hidden = history.filter((earlier) => earlier.userId === user.id && earlier.until > now())
      if (hidden.length === 0) return user
      // Newest first, so that what the oldest write replaced is what is seen.
      return Object.assign({}, user, ...hidden.map((earlier) => earlier.before).reverse())
    },
    change(user, change) {
      const before = Object.fromEntries(Object.keys(change).map((name) => [name, user[name as keyof Change]]))
      const recent = history.filter((earlier) => earlier.until > now())
      history = [...recent, { userId: user.id, until: now() + staleReadsMs, before }]
      Object.assign(user, change)
    },
  }
}

/** Microsoft's times have whole seconds: 2026-03-05T10:15:30Z. */
export const toSeconds = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`
