import type { Logger } from 'pino'
import type { Doing } from '../actions/action.ts'
import type { State } from '../offboarding/evolve.ts'
import type { ApprovalRules } from '../offboarding/policy.ts'
import type { Database } from '../records/database.ts'
import { type Claim, claim, nextDue } from '../records/due.ts'
import { LeaseLost } from '../records/history.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Watch } from '../watch/watch.ts'
import { atMost } from './at-most.ts'
import type { Follow } from './follower.ts'
import { Memories } from './memories.ts'
import { type Memory, Worker } from './worker.ts'

/**
 * Posts and edits an offboarding's cards so that they show this state. Returns when it wants to be called again
 * (epoch milliseconds), or `null` when every card is as it should be.
 */
export type Tell = (state: State) => Promise<number | null>

export type RunnerOptions = {
  readonly database: Database
  readonly tenant: Tenant
  readonly tell: Tell
  /** Tells the webhook of a history; `null` without one. */
  readonly webhook: Follow | null
  readonly rules: ApprovalRules
  /** Object ids or user principal names, lower case. */
  readonly protectedUsers: ReadonlySet<string>
  readonly watch: Watch
  readonly log: Logger
  /** From 0 up to 1. */
  readonly random: () => number
  readonly randomBytes: Doing['randomBytes']
  /** How many offboardings one process works on at a time that somebody waits for, and how many beside them that nobody does. */
  readonly concurrency: number
  readonly bulkConcurrency: number
  /** How long a worker that fell silent keeps an offboarding, in milliseconds. */
  readonly leaseMs: number
  /** How often other processes' appends are looked for, in milliseconds. */
  readonly pollMs: number
}

/** Takes offboardings that are due and hands each to a worker; a worker's death costs its lease, nothing more. */
export class Runner {
  readonly #options: RunnerOptions
  readonly #memories = new Memories<Memory>(() => ({ lastLook: new Map(), notBefore: new Map() }))
  readonly #workers = new Map<string, { worker: Worker; bulk: boolean; done: Promise<void> }>()
  #wake: () => void = () => undefined
  #stopping = false
  #healthy = true
  #loop: Promise<void> = Promise.resolve()

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /** Whether it could look for due offboardings when it last tried. */
  get healthy(): boolean {
    return this.#healthy && !this.#stopping
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** Something was appended to this offboarding: look at it now. */
  wake(id: string): void {
    this.#workers.get(id)?.worker.poke()
    this.#wake()
  }

  /**
   * Finishes the calls that are under way and hands the rest over. A call that Microsoft does not answer in time is
   * given up; another process looks at what became of it when the lease ends.
   * @param graceMs how long calls are waited for
   */
  async stop(graceMs = 15_000): Promise<void> {
    this.#stopping = true
    this.#wake()
    for (const { worker } of this.#workers.values()) worker.stop()
    await atMost(graceMs, this.#finish())
  }

  /** What the last look claimed is let go at once. */
  async #finish(): Promise<void> {
    await this.#loop
    for (const { worker } of this.#workers.values()) worker.stop()
    await Promise.all([...this.#workers.values()].map(({ done }) => done))
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      // Made before the claim, so that a wake during it is not lost.
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      const wait = await this.#claimDue().catch((error: unknown) => {
        this.#healthy = false
        this.#options.log.error({ err: error }, 'cannot look for due offboardings')
        return this.#options.pollMs
      })
      if (!this.#stopping) await atMost(wait, woken)
    }
  }

  /** @returns how long nothing will be due, in milliseconds */
  async #claimDue(): Promise<number> {
    const { concurrency, bulkConcurrency } = this.#options
    // What somebody waits for has places of its own, and is claimed first.
    const waits = [await this.#claimKind(false, concurrency), await this.#claimKind(true, bulkConcurrency)]
    this.#healthy = true
    return Math.min(...waits)
  }

  async #claimKind(bulk: boolean, most: number): Promise<number> {
    const { database, leaseMs, pollMs } = this.#options
    const mine = [...this.#workers.keys()]
    const held = () => [...this.#workers.values()].filter((one) => one.bulk === bulk).length
    for (const taken of await claim(database, most - held(), leaseMs, mine, bulk)) this.#hold(taken)
    if (held() >= most) return pollMs
    const due = await nextDue(database, [...this.#workers.keys()], bulk)
    return due === null ? pollMs : Math.min(pollMs, Math.max(0, due - database.now()))
  }

  #hold(taken: Claim): void {
    const { log, database } = this.#options
    const memory = this.#memories.of(taken.id, database.now())
    const worker = new Worker(this.#options, taken, memory)
    const done = worker
      .run()
      .then((finished) => {
        if (finished) this.#memories.forget(taken.id)
      })
      .catch((error: unknown) => {
        if (error instanceof LeaseLost) log.warn({ offboarding: taken.id }, 'another worker took over')
        else log.error({ err: error, offboarding: taken.id }, 'work stopped; it goes on when the lease ends')
      })
      .finally(() => {
        this.#workers.delete(taken.id)
        this.#wake()
      })
    this.#workers.set(taken.id, { worker, bulk: taken.bulk, done })
  }
}
