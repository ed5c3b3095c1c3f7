import { emailApps } from '../../offboarding/facts.ts'
import type { Company } from './company.ts'
import type { DirectoryEvent, SignInEvent } from './happenings.ts'
import type { Mailbox } from './mailbox.ts'

export type WriteKind = 'password' | 'sessions' | 'account' | 'email'

/** One change that was made. What a password was is kept nowhere: only its length and how many classes it had. */
export type Write = {
  readonly at: string
  readonly kind: WriteKind
  readonly id: string
  readonly requestId: string
  readonly detail: Readonly<Record<string, boolean | number | null>>
}

/** What happened in the tenant, as `GET /_state` prints it. */
export type State = {
  readonly tenantId: string
  /** Different access tokens given out here, or minted elsewhere and accepted. */
  readonly tokens: number
  /** How often each call was made, by method and route template or by cmdlet; refused and failed ones too. */
  readonly calls: Readonly<Record<string, number>>
  readonly writes: readonly Write[]
  readonly changed: readonly {
    readonly id: string
    readonly userPrincipalName: string
    readonly passwordChanges: number
    readonly sessionRevocations: number
    readonly accountEnabled: boolean
    readonly lastPasswordChangeDateTime: string
    readonly signInSessionsValidFromDateTime: string
    /** The article's six apps as they are now; `null` without a mailbox. */
    readonly emailApps: Partial<Mailbox> | null
    readonly emailAppsOff: number
  }[]
}

export type Recorder = {
  token(token: string): void
  call(name: string): void
  write(write: Write): void
  readonly writes: readonly Write[]
  /** What others did, and how they tried to sign in; oldest first. */
  directoryChanged(event: DirectoryEvent): void
  signedIn(event: SignInEvent): void
  readonly directoryEvents: readonly DirectoryEvent[]
  readonly signIns: readonly SignInEvent[]
  state(): State
}

export function newRecorder(tenantId: string, company: Company): Recorder {
  const calls: Record<string, number> = {}
  const writes: Write[] = []
  const directoryEvents: DirectoryEvent[] = []
  const signIns: SignInEvent[] = []
  // Their signatures are enough to tell them apart.
  const tokens = new Set<string>()
  return {
    token: (token) => void tokens.add(token.split('.').at(-1) ?? ''),
    call(name) {
      calls[name] = (calls[name] ?? 0) + 1
    },
    write: (write) => void writes.push(write),
    writes,
    directoryChanged: (event) => void directoryEvents.push(event),
    signedIn: (event) => void signIns.push(event),
    directoryEvents,
    signIns,
    state: () => ({
      tenantId,
      tokens: tokens.size,
      calls: { ...calls },
      writes: [...writes],
      changed: changed(company, writes),
    }),
  }
}

function changed(company: Company, writes: readonly Write[]): State['changed'] {
  const ids = [...new Set(writes.map((write) => write.id))]
  return ids.flatMap((id) => {
    const user = company.users.find((one) => one.id === id)
    if (user === undefined) return []
    const count = (kind: WriteKind) => writes.filter((write) => write.id === id && write.kind === kind).length
    const { mailbox } = user
    return {
      id,
      userPrincipalName: user.userPrincipalName,
      passwordChanges: count('password'),
      sessionRevocations: count('sessions'),
      accountEnabled: user.accountEnabled,
      lastPasswordChangeDateTime: user.lastPasswordChangeDateTime,
      signInSessionsValidFromDateTime: user.signInSessionsValidFromDateTime,
      emailApps: mailbox && Object.fromEntries(emailApps.map((app) => [app, mailbox[app]])),
      emailAppsOff: mailbox === null ? 0 : emailApps.filter((app) => mailbox[app] === false).length,
    }
  })
}
