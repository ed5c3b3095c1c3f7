import type { State } from '../offboarding/evolve.ts'
import type { Claim } from '../records/due.ts'

/**
 * Something that follows a history beside the work: cards that show it, a webhook that is told of it. Returns when it
 * wants to be called again (epoch milliseconds), or `null` when it is up to date.
 */
export type Follow = (state: State, taken: Claim) => Promise<number | null>

/** One that follows, as far as this worker has brought it. */
export class Follower {
  readonly lane: string
  readonly #follow: Follow
  /** Whether it waits out its time, also when there is news. */
  readonly #patient: boolean
  #seq = -1
  #at: number | null

  constructor(lane: string, follow: Follow, { notBefore = null, patient = false }: FollowerOptions = {}) {
    this.lane = lane
    this.#follow = follow
    this.#patient = patient
    this.#at = notBefore
  }

  async run(state: State, taken: Claim): Promise<number | null> {
    this.#at = await this.#follow(state, taken)
    this.#seq = state.seq
    return this.#at
  }

  /** When there is something for it to do, epoch milliseconds; `null` when there is nothing. */
  nextAt(state: State, now: number): number | null {
    if (this.#patient && this.#at !== null && this.#at > now) return this.#at
    return this.#seq < state.seq ? now : this.#at
  }
}

type FollowerOptions = { readonly notBefore?: number | null; readonly patient?: boolean }
