import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Adapter } from './bot/adapter.ts'
import { createBot, type Turn } from './bot/bot.ts'
import { createRoster } from './bot/roster.ts'
import { createAnnounce, createTell } from './bot/tell.ts'
import type { ApprovalRules } from './offboarding/policy.ts'
import type { Database } from './records/database.ts'
import { Runner } from './runner/runner.ts'
import type { Tenant } from './tenant/tenant.ts'

export type Parts = {
  readonly database: Database
  readonly tenant: Tenant
  readonly adapter: Adapter
  readonly appId: string
  readonly protectedUsers: ReadonlySet<string>
  readonly rules: ApprovalRules
  /** How long a plan that nobody confirms stays open, in milliseconds. */
  readonly expiresAfter: number
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
  const telling = { adapter, appId, database, roster, log }
  const runner = new Runner({
    ...{ database, tenant, rules, log },
    tell: createTell(telling),
    random: Math.random,
    randomBytes,
    concurrency: 10,
    leaseMs: parts.leaseMs ?? 30_000,
    pollMs: parts.pollMs ?? 1_000,
  })
  const onTurn = createBot({
    ...{ database, tenant, protectedUsers, rules, expiresAfter, log },
    wake: (id) => runner.wake(id),
    announce: createAnnounce(telling),
  })
  return { onTurn, runner }
}
