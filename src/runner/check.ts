import { type CheckLook, findingOf } from '../actions/holding.ts'
import { Failure } from '../errors.ts'
import { dueCheck, heldActions, isLastCheck, lockedAt, type SignIns, signInsSince } from '../offboarding/checks.ts'
import { allElsewhere, elsewhereOf, isBusyElsewhere } from '../offboarding/elsewhere.ts'
import type { State } from '../offboarding/evolve.ts'
import { toldBefore } from '../offboarding/found.ts'
import { isEmail } from '../offboarding/plan.ts'
import { startedBesides } from '../records/later.ts'
import { readApprovalsChat } from '../records/settings.ts'
import { waitFor } from '../tenant/retry.ts'
import type { RunnerOptions } from './runner.ts'
import { tried, type Write } from './tried.ts'
import { whoChanged } from './who-changed.ts'
import type { Memory } from './worker.ts'

/** What was read for a check that has to wait for the rest; losing it costs reading it again. */
export type CheckMemory = { looking?: Looking | undefined }
type Looking = {
  /** Which check, and since which last action. */
  readonly after: number
  readonly round: number | null
  readonly since: number
  tries: number
  /** How often the audit log asked to wait. */
  namings: number
  readAt: number
  look: Partial<Seen>
}
type Seen = CheckLook & { readonly signIns: SignIns | Failure }

/** A read that fails in passing is tried so often and for so long, then what it would have shown is not seen. */
const mostTries = 20
const triedFor = 60 * 60_000
/**
 * The logs take few requests, and many may have left on one day: whoever has to wait for that comes back some time within
 * ten minutes, for hours if need be, so that not all of them come at once.
 */
const limitedFor = 6 * 60 * 60_000
const freshFor = 60 * 60_000
const spread = 10 * 60_000
/** What another offboarding of the same leaver is doing is done by then. */
const elsewhereWithin = 60_000

/** Looks whether the lockout still holds, and records what was seen. Reads only, when nothing more urgent is to be done. */
export async function check(given: RunnerOptions, state: State, memory: Memory, write: Write): Promise<void> {
  const options = { ...given, tenant: given.tenant.bulk }
  const { database } = options
  const after = dueCheck(state, database.now())
  if (after === null) return
  const looking = lookingFor(memory, after, lockedAt(state), database.now())
  const seen = await readMissing(options, state, looking)
  looking.look = seen
  // Read after what Microsoft shows: whatever another offboarding has done to it by then is on record.
  const others = await startedBesides(database, state)
  if (isBusyElsewhere(state, others)) {
    memory.looking = undefined
    memory.notBefore.set('check', database.now() + elsewhereWithin)
    return
  }
  const elsewhere = elsewhereOf(state, others)
  const ours = heldActions(state).filter((id) => !allElsewhere(elsewhere).includes(id))
  const found = ours.map((id) => findingOf(state, id, seen, isLastCheck(after)))
  const signIns: SignIns = seen.signIns instanceof Failure ? { known: false, failure: seen.signIns.note } : seen.signIns
  const asFound = found.map(({ finding }) => finding)
  const told = toldBefore(state, { findings: asFound, signIns })?.changes ?? []
  const isNews = asFound.some(({ kind, action }) => kind === 'changed' && !told.includes(action))
  // What has changed is told at once, whatever else could not be read yet; and where nothing is ours, nothing is told.
  if (ours.length > 0 && !isNews && mustWait(options, seen, looking, memory)) return
  const proven = found.flatMap(({ finding: { action }, proof }) => (proof ? [{ action, proof }] : []))
  const findings = await whoChanged(options, state, asFound, looking, memory)
  if (findings === null) return
  memory.looking = undefined
  const approvals = (await readApprovalsChat(database))?.conversation ?? null
  await write({ type: 'check', after, findings, signIns, proven, approvals, elsewhere })
}

/** What was read of this check before, unless it is too old to be told as what is so now. */
function lookingFor(memory: Memory, after: number, round: number | null, now: number): Looking {
  const before = memory.looking
  const isSame = before?.after === after && before.round === round
  const looking = isSame ? before : { after, round, since: now, tries: 0, namings: 0, readAt: now, look: {} }
  if (now - looking.readAt > freshFor) Object.assign(looking, { readAt: now, look: {} })
  memory.looking = looking
  return looking
}

/** Everything that has not been read yet, all at once. */
async function readMissing(options: RunnerOptions, state: State, { look, namings }: Looking): Promise<Seen> {
  const { tenant } = options
  const { id } = state.leaver
  const unread = <T>(before: T | Failure | undefined, read: () => Promise<T>): Promise<T | Failure> =>
    before === undefined || before instanceof Failure ? tried(options, read) : Promise.resolve(before)
  const [account, mailbox, signIns] = await Promise.all([
    unread(look.account, () => tenant.account(id)),
    heldActions(state).some(isEmail) ? unread(look.mailbox ?? undefined, () => tenant.mailbox(id)) : null,
    // Once it is only the name that is waited for, the sign-ins do not take its turn at the logs.
    namings > 0 && look.signIns ? look.signIns : unread(look.signIns, () => tenant.signIns(id, signInsSince(state))),
  ])
  return { account, mailbox, signIns }
}

/** @returns whether something that was not read yet is worth waiting for */
function mustWait({ database, random, log }: RunnerOptions, seen: Seen, looking: Looking, memory: Memory): boolean {
  const failures = Object.values(seen).filter((one) => one instanceof Failure)
  const { after } = looking
  for (const { note } of failures) log.warn({ failure: note, after }, 'a check could not read everything')
  const isLimited = failures.every(({ kind }) => kind === 'throttled')
  if (!isLimited) looking.tries++
  const waits = failures.flatMap((failure) => waitFor(looking.tries, failure, random) ?? [])
  const wait = Math.max(0, ...waits) + (isLimited ? Math.round(random() * spread) : 0)
  const now = database.now()
  const isSpent = looking.tries >= mostTries || now + wait - looking.since > (isLimited ? limitedFor : triedFor)
  if (waits.length === 0 || isSpent) return false
  memory.notBefore.set('check', now + wait)
  return true
}
