import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Adapter } from './bot/adapter.ts'
import { createBot, type Turn } from './bot/bot.ts'
import { createRoster } from './bot/roster.ts'
import { createAnnounce, createTell } from './bot/tell.ts'
import type { ApprovalRules } from './offboarding/policy.ts'
import type { Language } from './offboarding/words/languages.ts'
import type { Database } from './records/database.ts'
import { longestWait } from './records/due.ts'
import { Runner } from './runner/runner.ts'
import type { Tenant } from './tenant/tenant.ts'
import { unwatched, type Watch } from './watch/watch.ts'

export type Parts = {
  readonly database: Database
  readonly tenant: Tenant
  readonly adapter: Adapter
  readonly appId: string
  readonly protectedUsers: ReadonlySet<string>
  readonly rules: ApprovalRules
  /** How long a plan that nobody confirms stays open, in milliseconds. */
  readonly expiresAfter: number
  /** What is spoken in chats of several. Default: English. */
  readonly groupLanguage?: Language
  readonly watch?: Watch
  readonly log: Logger
  /** How often other processes' appends are looked for, in milliseconds. */
  readonly pollMs?: number
  /** How long a worker that fell silent keeps an offboarding, in milliseconds. */
  readonly leaseMs?: number
}

/** Bot and runner know each other only through `tell` and `wake`. The same for production, demo and tests. */
export function wire(parts: Parts): { onTurn: Turn; runner: Runner } {
  const { database, tenant, adapter, appId, protectedUsers, rules, expiresAfter, log } = parts
  const roster = createRoster({ adapter, appId, database, log })
  const watch = parts.watch ?? unwatched
  watch.queueAge(() => longestWait(database))
  const groupLanguage = parts.groupLanguage ?? 'en'
  const telling = { adapter, appId, database, roster, groupLanguage, watch, log }
  const runner = new Runner({
    ...{ database, tenant, rules, watch, log },
    tell: createTell(telling),
    random: Math.random,
    randomBytes,
    concurrency: 10,
    leaseMs: parts.leaseMs ?? 30_000,
    pollMs: parts.pollMs ?? 1_000,
  })
  const onTurn = createBot({
    ...{ database, tenant, protectedUsers, rules, expiresAfter, groupLanguage, watch, log },
    wake: (id) => runner.wake(id),
    announce: createAnnounce(telling),
  })
  const watched: Turn = (context) =>
    watch.during({ name: 'turn', activity: context.activity.type }, () => onTurn(context))
  return { onTurn: watched, runner }
}
