import { setImmediate } from 'node:timers/promises'
import type { BatchState } from '../offboarding/batch/evolve.ts'
import { isUnfinished } from '../offboarding/batch/members.ts'
import { type BatchWork, nextOfBatch } from '../offboarding/batch/next.ts'
import { type createSpeedometer, liveliness } from '../offboarding/batch/progress.ts'
import { type BatchClaim, batchDueAt, releaseBatch, renewBatch } from '../records/batch-due.ts'
import { loadBatch } from '../records/batch-history.ts'
import { seeBatch } from '../records/batch-members.ts'
import { LeaseLost } from '../records/history.ts'
import { atMost } from './at-most.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'
import { finish, performForBatch } from './batch-work.ts'

/** How soon the members are looked at again, in milliseconds. */
const looksAfter = { moving: 1_000, waiting: 5_000, idle: 15_000 } as const

/** Once more after its end, for what was being written at that moment. */
const looksAfterEnd = 10_000

function looksOnceMore({ phase, endedAt }: BatchState, now: number): number | null {
  const at = (endedAt ?? 0) + looksAfterEnd
  return phase === 'finished' && now < at ? at : null
}

/** What a process remembers of a batch between two looks. */
export type BatchMemory = {
  readonly speed: ReturnType<typeof createSpeedometer>
  /** As far as its history was read. */
  state: BatchState | null
}

/**
 * Does what is due of one batch, one piece at a time, and keeps its cards true beside that. While its people are under
 * way or wait there is only to look at them now and then; between two looks it lets go, so that others have their turn.
 */
export class BatchWorker {
  readonly #options: BatchRunnerOptions
  readonly #taken: BatchClaim
  readonly #memory: BatchMemory
  readonly #running = new Map<'work' | 'stop' | 'cards', Promise<void>>()
  #shown = -1
  /** When it was due as the members were looked at. */
  #dueAt: number | null = null
  /** When the members are looked at next, and when the cards want to be; `null` for never. */
  #lookAt: number | null = null
  #cardsAt: number | null = null
  #poke: () => void = () => undefined
  #stopping = false
  #fault: { error: unknown } | null = null

  constructor(options: BatchRunnerOptions, taken: BatchClaim, memory: BatchMemory) {
    this.#options = options
    this.#taken = taken
    this.#memory = memory
  }

  poke(): void {
    this.#poke()
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopping = true
    this.#poke()
  }

  /** @returns whether nothing will ever be due again, as far as its history says now */
  async run(): Promise<boolean> {
    const { database, leaseMs } = this.#options
    const renewing = setInterval(() => void this.#renew(), leaseMs / 3)
    try {
      for (;;) {
        const poked = new Promise<void>((resolve) => {
          this.#poke = resolve
        })
        // A SQLite file answers at once, so a thousand pieces would follow each other without a moment for anybody's tap.
        await setImmediate()
        const state = await loadBatch(database, this.#taken.id, this.#memory.state)
        this.#memory.state = state
        if (this.#fault) throw this.#fault.error
        if (state === null) return true
        const work = nextOfBatch(state)
        if (!this.#stopping) this.#begin(state, work)
        if (this.#running.size === 0) return await this.#letGo(state, work)
        await atMost(this.#idleFor(), Promise.race([...this.#running.values(), poked]))
      }
    } finally {
      clearInterval(renewing)
      await Promise.allSettled(this.#running.values())
    }
  }

  #begin(state: BatchState, work: BatchWork | null): void {
    const now = this.#options.database.now()
    if (work !== null && work.kind !== 'watch' && work.at <= now)
      // Stopping does not wait for a decision that is being brought to people; none comes after it.
      this.#run(work.kind === 'withdraw' ? 'stop' : 'work', () =>
        performForBatch(this.#options, this.#taken, state, work),
      )
    if (this.#shown < state.seq || this.#nextLook() <= now) this.#run('cards', () => this.#show(state, work))
  }

  #nextLook(): number {
    return Math.min(this.#lookAt ?? Number.POSITIVE_INFINITY, this.#cardsAt ?? Number.POSITIVE_INFINITY)
  }

  /** Looks at the members, shows where they stand, and ends the batch when nothing is left of it. */
  async #show(state: BatchState, work: BatchWork | null): Promise<void> {
    const { database, tell, watch } = this.#options
    this.#dueAt = await batchDueAt(database, state.id)
    const seen = await seeBatch(database, state)
    const speed = this.#memory.speed(seen.members, database.now())
    this.#cardsAt = await watch.during({ name: 'cards', offboarding: state.id }, () => tell({ ...seen, speed }))
    this.#shown = state.seq
    const nextLook = database.now() + looksAfter[liveliness(seen)]
    this.#lookAt = state.phase === 'running' ? nextLook : looksOnceMore(state, database.now())
    // What was begun before a stop may still be about to end; it is over when nothing of it is under way.
    const isOver = work?.kind === 'watch' && !this.#running.has('work') && !this.#running.has('stop')
    if (isOver && !seen.members.some(isUnfinished)) await finish(this.#options, this.#taken, state)
  }

  #run(lane: 'work' | 'stop' | 'cards', job: () => Promise<void>): void {
    if (this.#running.has(lane)) return
    const done = job()
      .catch((error: unknown) => {
        this.#fault ??= { error }
      })
      .finally(() => this.#running.delete(lane))
    this.#running.set(lane, done)
  }

  async #letGo(state: BatchState, work: BatchWork | null): Promise<boolean> {
    const { database } = this.#options
    const due = Math.min(
      this.#shown < state.seq ? database.now() : Number.POSITIVE_INFINITY,
      work === null || work.kind === 'watch' ? Number.POSITIVE_INFINITY : work.at,
      this.#nextLook(),
    )
    const dueAt = Number.isFinite(due) ? due : null
    await releaseBatch(database, this.#taken, { seq: state.seq, due: this.#dueAt }, dueAt)
    return dueAt === null
  }

  #idleFor(): number {
    const { database, pollMs } = this.#options
    return this.#running.has('cards') ? pollMs : Math.min(pollMs, Math.max(1, this.#nextLook() - database.now()))
  }

  async #renew(): Promise<void> {
    const { database, leaseMs, log } = this.#options
    try {
      if (!(await renewBatch(database, this.#taken, leaseMs))) this.#fault ??= { error: new LeaseLost(this.#taken.id) }
    } catch (error) {
      log.warn({ err: error, batch: this.#taken.id }, 'cannot renew the lease')
    }
  }
}
