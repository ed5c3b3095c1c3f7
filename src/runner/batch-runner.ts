import type { Logger } from 'pino'
import { type BatchSeen, createSpeedometer } from '../offboarding/batch/progress.ts'
import type { ApprovalRules } from '../offboarding/policy.ts'
import { type BatchClaim, claimBatches, nextBatchDue } from '../records/batch-due.ts'
import type { Database } from '../records/database.ts'
import { LeaseLost } from '../records/history.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import type { Watch } from '../watch/watch.ts'
import { atMost } from './at-most.ts'
import { type BatchMemory, BatchWorker } from './batch-worker.ts'
import { Memories } from './memories.ts'

/** Posts and edits a batch's cards so that they show this. Returns when it wants to be called again, as for one leaver. */
export type TellBatch = (seen: BatchSeen) => Promise<number | null>

export type BatchRunnerOptions = {
  readonly database: Database
  readonly tenant: TenantRead
  readonly tell: TellBatch
  readonly rules: ApprovalRules
  /** Object ids or user principal names, lower case. */
  readonly protectedUsers: ReadonlySet<string>
  /** Tells whoever works on single leavers that one has something to do. */
  readonly wakeMember: (offboarding: string) => void
  readonly watch: Watch
  readonly log: Logger
  /** From 0 up to 1. */
  readonly random: () => number
  readonly leaseMs: number
  readonly pollMs: number
}

/** So many batches are worked on at a time by one process. One whose people are only waited for has no place. */
const concurrency = 8

/** Takes batches that are due and hands each to a worker, as the runner does with single leavers. */
export class BatchRunner {
  readonly #options: BatchRunnerOptions
  readonly #memories = new Memories<BatchMemory>(() => ({ speed: createSpeedometer(), state: null }))
  readonly #workers = new Map<string, { worker: BatchWorker; done: Promise<void> }>()
  #wake: () => void = () => undefined
  #stopping = false
  #loop: Promise<void> = Promise.resolve()

  constructor(options: BatchRunnerOptions) {
    this.#options = options
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** Something was appended to this batch: look at it now. */
  wake(id: string): void {
    this.#workers.get(id)?.worker.poke()
    this.#wake()
  }

  /** Finishes the piece of work that is under way and hands the rest over. */
  async stop(graceMs = 15_000): Promise<void> {
    this.#stopping = true
    this.#wake()
    for (const { worker } of this.#workers.values()) worker.stop()
    await atMost(graceMs, this.#finish())
  }

  async #finish(): Promise<void> {
    await this.#loop
    for (const { worker } of this.#workers.values()) worker.stop()
    await Promise.all([...this.#workers.values()].map(({ done }) => done))
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      const wait = await this.#claimDue().catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'cannot look for due batches')
        return this.#options.pollMs
      })
      if (!this.#stopping) await atMost(wait, woken)
    }
  }

  /** @returns how long nothing will be due, in milliseconds */
  async #claimDue(): Promise<number> {
    const { database, leaseMs, pollMs } = this.#options
    const mine = [...this.#workers.keys()]
    for (const taken of await claimBatches(database, concurrency - mine.length, leaseMs, mine)) this.#hold(taken)
    if (this.#workers.size >= concurrency) return pollMs
    const due = await nextBatchDue(database, [...this.#workers.keys()])
    return due === null ? pollMs : Math.min(pollMs, Math.max(0, due - database.now()))
  }

  #hold(taken: BatchClaim): void {
    const { log, database } = this.#options
    const worker = new BatchWorker(this.#options, taken, this.#memories.of(taken.id, database.now()))
    const done = worker
      .run()
      .then((finished) => {
        if (finished) this.#memories.forget(taken.id)
      })
      .catch((error: unknown) => {
        if (error instanceof LeaseLost) log.warn({ batch: taken.id }, 'another worker took over')
        else log.error({ err: error, batch: taken.id }, 'work stopped; it goes on when the lease ends')
      })
      .finally(() => {
        this.#workers.delete(taken.id)
        this.#wake()
      })
    this.#workers.set(taken.id, { worker, done })
  }
}
