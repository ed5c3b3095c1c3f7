import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A clock that can be put ahead, so that nobody waits a day for what comes after a day. */
export type DemoClock = {
  /** Epoch milliseconds. */
  now(): number
  /** How far it is ahead of the machine's, in milliseconds. */
  readonly ahead: number
  /** Puts it ahead. It cannot be put back: what has happened has happened. */
  jump(ms: number): void
}

/** @param file remembers how far it is ahead: records that were written later must not lie in the future after a restart */
export function demoClock(file: string): DemoClock {
  let ahead = existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0
  return {
    now: () => Date.now() + ahead,
    get ahead() {
      return ahead
    },
    jump(ms) {
      ahead += ms
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, String(ahead))
    },
  }
}
