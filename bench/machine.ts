import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** What the figures were measured on. No names of hosts or people, no folders. */
export type Machine = {
  readonly cpu: string
  readonly cores: number
  /** Gibibytes. */
  readonly memory: number
  readonly node: string
  readonly platform: string
}

export function thisMachine(): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** The commit that was measured, and whether files were changed since. `unknown` outside a clone. */
export function thisCommit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim()
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'bench', 'package-lock.json') !== ''
    return `${git('rev-parse', '--short=10', 'HEAD')}${changed ? ' and changes that are not in it' : ''}`
  } catch {
    return 'unknown'
  }
}
