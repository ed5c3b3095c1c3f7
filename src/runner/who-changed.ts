import { Failure } from '../errors.ts'
import type { Doer, Finding } from '../offboarding/checks.ts'
import type { State } from '../offboarding/evolve.ts'
import type { DirectoryChange } from '../tenant/logs.ts'
import { waitFor } from '../tenant/retry.ts'
import type { RunnerOptions } from './runner.ts'
import { tried } from './tried.ts'
import type { Memory } from './worker.ts'

/** The audit log is waited for a few times, since a message without a name is worth less than one a little later. */
const mostNamings = 5

/**
 * Who changed it, as far as the directory's audit log tells; it is asked only when something has changed.
 * @returns `null` when it is worth asking again
 */
export async function whoChanged(
  options: RunnerOptions,
  state: State,
  findings: readonly Finding[],
  looking: { namings: number },
  memory: Memory,
): Promise<readonly Finding[] | null> {
  const asked: readonly string[] = ['reset-password', 'block-sign-in']
  if (!findings.some(({ kind, action }) => kind === 'changed' && asked.includes(action))) return findings
  const since = new Date(state.startedAt ?? state.requestedAt).toISOString()
  const changes = await tried(options, () => options.tenant.changes(state.leaver.id, since))
  if (changes instanceof Failure) {
    const wait = waitFor(++looking.namings, changes, options.random)
    if (wait === null || looking.namings >= mostNamings) return findings
    memory.notBefore.set('check', options.database.now() + wait)
    return null
  }
  return findings.map((finding) => (finding.kind === 'changed' ? withDoer(state, finding, changes) : finding))
}

/** A password's change is found by its time, since ours is in the log as well; an account is enabled by nobody but others. */
function withDoer(
  state: State,
  finding: Extract<Finding, { kind: 'changed' }>,
  changes: readonly DirectoryChange[],
): Finding {
  const by = (change: DirectoryChange | undefined): { by: Doer | null; at: string | null } => {
    return { by: change?.by ?? null, at: finding.at ?? change?.at ?? null }
  }
  if (finding.action === 'block-sign-in') {
    const blockedAt = Date.parse(state.actions['block-sign-in'].answer?.since ?? '') || 0
    const enabled = changes.find(({ what, at }) => /enable account/i.test(what) && Date.parse(at) >= blockedAt)
    return { ...finding, ...by(enabled) }
  }
  if (finding.action !== 'reset-password' || finding.at === null) return finding
  const changedAt = Date.parse(finding.at)
  const apart = ({ at }: DirectoryChange) => Math.abs(Date.parse(at) - changedAt)
  const near = changes.filter((change) => /password/i.test(change.what) && apart(change) <= sameChange)
  return { ...finding, ...by(near.toSorted((one, other) => apart(one) - apart(other))[0]) }
}

/** The log and the account tell the time of the same change a little apart, in milliseconds. */
const sameChange = 2 * 60_000
