import type { State } from '../offboarding/evolve.ts'
import { type Lane, next, type Work } from '../offboarding/next.ts'
import type { StepId } from '../offboarding/plan.ts'
import { type Claim, release, renew } from '../records/due.ts'
import { LeaseLost, load } from '../records/history.ts'
import { atMost } from './at-most.ts'
import type { CheckMemory } from './check.ts'
import { Follower } from './follower.ts'
import { perform } from './perform.ts'
import type { RunnerOptions } from './runner.ts'

/** What a process remembers of an offboarding between two looks; losing it costs one look more. Epoch milliseconds. */
export type Memory = {
  readonly lastLook: Map<StepId, number>
  readonly notBefore: Map<Lane | 'check' | 'webhook', number>
} & CheckMemory

const bulkLooksAfter = 4_000

/** The cards show news at once; a receiver that asked to be left alone is, whatever happens. */
function followersOf({ watch, tell, webhook }: RunnerOptions, { notBefore }: Memory): Follower[] {
  const cards = new Follower('cards', (state) =>
    watch.during({ name: 'cards', offboarding: state.id }, () => tell(state)),
  )
  if (webhook === null) return [cards]
  const sent = async (state: State, taken: Claim) => {
    const at = await watch.during({ name: 'webhook', offboarding: state.id }, () => webhook(state, taken))
    notBefore.set('webhook', at ?? 0)
    return at
  }
  return [cards, new Follower('webhook', sent, { notBefore: notBefore.get('webhook') || null, patient: true })]
}

/** Does everything that is due of one offboarding, one piece a lane at a time, until nothing is due now. */
export class Worker {
  readonly #options: RunnerOptions
  readonly #taken: Claim
  readonly #memory: Memory
  readonly #running = new Map<string, Promise<void>>()
  readonly #followers: readonly Follower[]
  #poke: () => void = () => undefined
  #stopping = false
  /** How many pieces of work have ended. */
  #ended = 0
  #fault: { error: unknown } | null = null

  constructor(options: RunnerOptions, taken: Claim, memory: Memory) {
    this.#options = options
    this.#taken = taken
    this.#memory = memory
    this.#followers = followersOf(options, memory)
  }

  /** Something was appended: look again. */
  poke(): void {
    this.#poke()
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopping = true
    this.#poke()
  }

  /** @returns whether nothing will ever be due again, as far as the history says now */
  async run(): Promise<boolean> {
    const { leaseMs } = this.#options
    const renewing = setInterval(() => void this.#renew(), leaseMs / 3)
    try {
      for (;;) {
        const poked = new Promise<void>((resolve) => {
          this.#poke = resolve
        })
        const ended = this.#ended
        const state = await load(this.#options.database, this.#taken.id)
        if (this.#fault) throw this.#fault.error
        // What ended while this was read may not be in it; beginning from it could do the same thing twice.
        if (this.#ended !== ended) continue
        if (state === null) return true
        const work = next(state, this.#memory.lastLook).map((item) => this.#held(item))
        if (!this.#stopping) this.#begin(state, work)
        if (this.#running.size === 0) return await this.#letGo(state, work)
        await atMost(this.#idleFor(work), Promise.race([...this.#running.values(), poked]))
      }
    } finally {
      clearInterval(renewing)
      await Promise.allSettled(this.#running.values())
    }
  }

  /** What waits for its turn, or is a second sign-out, keeps its waiting time in memory. */
  #held(item: Work): Work {
    if (item.kind === 'act' || item.kind === 'sign-out-again' || item.kind === 'check')
      return { ...item, at: Math.max(item.at, this.#memory.notBefore.get(item.lane) ?? 0) }
    const isFirst = item.kind === 'prove' && item.unproven.every(({ action }) => !this.#memory.lastLook.has(action))
    // Nobody watches: one look when it is likely to show is enough, and Exchange's places are few.
    return isFirst && this.#taken.bulk ? { ...item, at: item.at + bulkLooksAfter } : item
  }

  #begin(state: State, work: readonly Work[]): void {
    const now = this.#options.database.now()
    for (const item of work) {
      if (item.at > now) continue
      const stretch = { name: item.kind, offboarding: state.id, ...('action' in item ? { action: item.action } : {}) }
      const job = () => perform(this.#options, this.#taken, state, item, this.#memory)
      this.#run(item.lane, () => this.#options.watch.during(stretch, job))
    }
    for (const follower of this.#followers) {
      const at = follower.nextAt(state, now)
      if (at !== null && at <= now) this.#run(follower.lane, async () => void (await follower.run(state, this.#taken)))
    }
  }

  #run(lane: string, job: () => Promise<void>): void {
    if (this.#running.has(lane)) return
    const done = job()
      .catch((error: unknown) => {
        this.#fault ??= { error }
      })
      .finally(() => {
        this.#ended++
        this.#running.delete(lane)
      })
    this.#running.set(lane, done)
  }

  async #letGo(state: State, work: readonly Work[]): Promise<boolean> {
    const now = this.#options.database.now()
    const following = this.#followers.flatMap((follower) => follower.nextAt(state, now) ?? [])
    const times = [...work.map((item) => item.at), ...following]
    const dueAt = times.length === 0 ? null : Math.min(...times)
    await release(this.#options.database, this.#taken, state.seq, dueAt)
    return dueAt === null
  }

  /** Until the next piece is due in a lane that is free, in milliseconds. */
  #idleFor(work: readonly Work[]): number {
    if (this.#stopping) return this.#options.pollMs
    const now = this.#options.database.now()
    const waits = work.filter((item) => !this.#running.has(item.lane)).map((item) => Math.max(1, item.at - now))
    return Math.min(this.#options.pollMs, ...waits)
  }

  async #renew(): Promise<void> {
    try {
      const still = await renew(this.#options.database, this.#taken, this.#options.leaseMs)
      if (!still) this.#fault ??= { error: new LeaseLost(this.#taken.id) }
    } catch (error) {
      // The database is away: the lease may end, and then every write of ours is refused by it.
      this.#options.log.warn({ err: error, offboarding: this.#taken.id }, 'cannot renew the lease')
    }
  }
}
