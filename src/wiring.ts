import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { type Around, nothingAround } from './around-settings.ts'
import type { Adapter } from './bot/adapter.ts'
import { createBot, type Turn } from './bot/bot.ts'
import type { EvidenceWays } from './bot/evidence.ts'
import { evidencePages } from './bot/evidence-page.ts'
import { createRoster } from './bot/roster.ts'
import { createAnnounce } from './bot/tell.ts'
import { createTellBatch } from './bot/tell-batch.ts'
import { createTellEverybody } from './bot/tell-people.ts'
import { isSharePoint } from './bot/upload.ts'
import type { ApprovalRules } from './offboarding/policy.ts'
import type { Language } from './offboarding/words/languages.ts'
import type { Database } from './records/database.ts'
import { longestWait } from './records/due.ts'
import { createPace, type Pace } from './records/pace.ts'
import { BatchRunner } from './runner/batch-runner.ts'
import { Runner } from './runner/runner.ts'
import type { Tenant } from './tenant/tenant.ts'
import { unwatched, type Watch } from './watch/watch.ts'
import { webhookFollower } from './webhook/follow.ts'

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
  /** What all instances may do together; the tenant's own. Default: one on the same database, which agrees with it. */
  readonly pace?: Pace
  /** How soon after an edit a card is edited again, in milliseconds. */
  readonly cardEveryMs?: number
  /** What the organisation has around the four actions. Default: nothing. */
  readonly around?: Around
  /** How evidence reaches people. Default: unsigned, and as a file in OneDrive only. */
  readonly evidence?: EvidenceWays
  readonly watch?: Watch
  readonly log: Logger
  /** How often other processes' appends are looked for, in milliseconds. */
  readonly pollMs?: number
  /** How long a worker that fell silent keeps an offboarding, in milliseconds. */
  readonly leaseMs?: number
}

/** What works on offboardings and batches in this process. */
export type Running = {
  /** Whether it could look for due offboardings when it last tried. */
  readonly healthy: boolean
  start(): void
  /** Finishes what is under way, for as long as that, and hands the rest over. */
  stop(graceMs?: number): Promise<void>
}

/** Bot and runner know each other only through `tell` and `wake`. The same for production, demo and tests. */
export function wire(parts: Parts): { onTurn: Turn; runner: Running; pages: RequestHandler } {
  const { database, tenant, adapter, appId, protectedUsers, rules, expiresAfter, log } = parts
  const watch = parts.watch ?? unwatched
  watch.queueAge(() => longestWait(database))
  const groupLanguage = parts.groupLanguage ?? 'en'
  const pace = parts.pace ?? createPace(database, log)
  const roster = createRoster({ adapter, appId, database, pace, log })
  const cardEveryMs = parts.cardEveryMs ?? 1_000
  const around = parts.around ?? nothingAround
  const evidence = parts.evidence ?? { key: null, publicUrl: null, isAllowedUpload: isSharePoint }
  const telling = { adapter, appId, database, pace, roster, groupLanguage, cardEveryMs, watch, log }
  const runner = new Runner({
    ...{ database, tenant, rules, protectedUsers, watch, log },
    tell: createTellEverybody(telling),
    webhook: around.webhook
      ? webhookFollower({ target: around.webhook(), now: database.now, random: Math.random, fetch, database, log })
      : null,
    random: Math.random,
    randomBytes,
    concurrency: 10,
    bulkConcurrency: 40,
    leaseMs: parts.leaseMs ?? 30_000,
    pollMs: parts.pollMs ?? 1_000,
  })
  const batches = new BatchRunner({
    ...{ database, tenant, rules, protectedUsers, watch, log },
    tell: createTellBatch(telling),
    wakeMember: (id) => runner.wake(id),
    random: Math.random,
    leaseMs: parts.leaseMs ?? 30_000,
    pollMs: parts.pollMs ?? 1_000,
  })
  const onTurn = createBot({
    ...{ database, tenant, pace, protectedUsers, rules, expiresAfter, groupLanguage, around, evidence, watch, log },
    wake: (id) => runner.wake(id),
    wakeBatch: (id) => batches.wake(id),
    // A list comes from where evidence goes to: the OneDrive of whoever is in the chat.
    isAllowedFile: (url) => evidence.isAllowedUpload?.(url) ?? false,
    announce: createAnnounce(telling),
  })
  const watched: Turn = (context) =>
    watch.during({ name: 'turn', activity: context.activity.type }, () => onTurn(context))
  return {
    onTurn: watched,
    runner: together(runner, batches),
    pages: evidencePages({ database, tenant, evidence, log, wake: (id) => runner.wake(id) }),
  }
}

const together = (runner: Runner, batches: BatchRunner): Running => ({
  get healthy() {
    return runner.healthy
  },
  start() {
    runner.start()
    batches.start()
  },
  // Batches first: what they hand over is begun by nobody here any more.
  async stop(graceMs) {
    await Promise.all([batches.stop(graceMs), runner.stop(graceMs)])
  },
})
