/** How long something is remembered that was not worked on since, in milliseconds. */
const rememberedFor = 3_600_000

/**
 * What a process remembers of each history between two times that it works on it. Another process may have ended it
 * since, so what was not worked on for an hour is forgotten; that costs a look more.
 */
export class Memories<T> {
  readonly #make: () => T
  /** Whatever was worked on last stands last. */
  readonly #kept = new Map<string, { readonly memory: T; readonly at: number }>()

  constructor(make: () => T) {
    this.#make = make
  }

  get size(): number {
    return this.#kept.size
  }

  /** @param now epoch milliseconds */
  of(id: string, now: number): T {
    const memory = this.#kept.get(id)?.memory ?? this.#make()
    this.#kept.delete(id)
    this.#kept.set(id, { memory, at: now })
    for (const [old, { at }] of this.#kept) {
      if (at > now - rememberedFor) break
      this.#kept.delete(old)
    }
    return memory
  }

  forget(id: string): void {
    this.#kept.delete(id)
  }
}
