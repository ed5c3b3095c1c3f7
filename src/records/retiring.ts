import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from './database.ts'
import { type Retention, retireSome, type Step } from './retire.ts'
import { retireSomeBatches } from './retire-batches.ts'
import { openSigningKey } from './signing.ts'
import { digestOf, firstAlteredStub } from './stubs.ts'

const day = 24 * 3_600_000
const lastRun = 'histories last removed'
const dialogsAtOnce = 100

type Options = {
  readonly database: Database
  /** `null`: everything is kept for ever. */
  readonly retention: Retention | null
  readonly log: Logger
  /** How often it is asked whether a day has gone by, in milliseconds. */
  readonly everyMs?: number
  /** Between two steps, so that people who wait for the records hardly notice. Milliseconds. */
  readonly pauseMs?: number
}

/** What the settings say; `null` where everything is kept for ever. */
export function retentionOf(settings: {
  retentionDays: number | null
  signingKeyPath: string | null
}): Retention | null {
  const { retentionDays: days, signingKeyPath } = settings
  return days === null || signingKeyPath === null ? null : { days, key: openSigningKey(signingKeyPath) }
}

/** Removes, once a day by the records' clock, what has been kept long enough. Whichever process looks first does it. */
export function startRetiring(options: Options): { stop(): Promise<void> } {
  const { everyMs = 3_600_000, log } = options
  const stopping = new AbortController()
  const looking = async () => {
    while (!stopping.signal.aborted) {
      await retireDue(options, stopping.signal).catch((error: unknown) => {
        log.error({ err: error }, 'histories whose time is over could not be removed; tried again later')
      })
      await pause(everyMs, stopping.signal)
    }
  }
  const done = options.retention ? looking() : Promise.resolve()
  return {
    async stop() {
      stopping.abort()
      await done
    },
  }
}

/** Removes everything whose time is over, in small steps, unless that was done within the last day. @returns how many */
export async function retireDue(options: Options, signal?: AbortSignal): Promise<number> {
  const { database, retention, log } = options
  if (!retention || !(await isTime(database))) return 0
  const wrong = await firstAlteredStub(database, retention.key)
  if (wrong !== null) {
    log.error({ stub: wrong }, 'a stub of a removed history was altered; nothing more is removed until it is put right')
    return 0
  }
  const all = { signal, count: 0 }
  // The batches last: each stays until the last of its people is gone.
  for (const some of [retireSome, retireSomeBatches])
    if (!(await inSteps(options, retention, some, all))) return all.count
  await forgetDialogs(database, retention.days)
  await rememberRun(database)
  return all.count
}

type Run = { readonly signal: AbortSignal | undefined; count: number }

/** @returns whether it came to the end: nothing is left, and no other process is at it */
async function inSteps(
  { database, log, pauseMs = 100 }: Options,
  retention: Retention,
  some: typeof retireSome,
  run: Run,
): Promise<boolean> {
  for (let from: Step['after'] = null; !run.signal?.aborted; ) {
    const step = await some(database, retention, from)
    if (step === null) return false
    const last = step.stubs.at(-1)
    run.count += step.stubs.length
    // The log is outside the records: beside it the end of the stubs cannot be cut off unseen.
    if (last) log.info({ removed: step.stubs.length, stub: last.number, digest: digestOf(last) }, 'histories removed')
    for (const id of step.altered) log.error({ id }, 'a history is not whole; it is kept')
    if (step.after === null) return true
    from = step.after
    await pause(pauseMs, run.signal)
  }
  return false
}

async function isTime({ db, now }: Database): Promise<boolean> {
  const row = await db.selectFrom('setting').select('at').where('name', '=', lastRun).executeTakeFirst()
  return row === undefined || now() - row.at >= day
}

async function rememberRun({ db, now }: Database): Promise<void> {
  const values = { value: '', by: '', at: now() }
  await db
    .insertInto('setting')
    .values({ name: lastRun, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
}

/** Searches that nobody came back to hold names as well. */
async function forgetDialogs({ db, now }: Database, days: number): Promise<void> {
  const until = now() - days * day
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('dialog_state')
      .where('key', 'in', (query) =>
        query.selectFrom('dialog_state').select('key').where('at', '<', until).limit(dialogsAtOnce),
      )
      .executeTakeFirst()
    if (numDeletedRows < dialogsAtOnce) return
  }
}

const pause = (ms: number, signal?: AbortSignal) =>
  setTimeout(ms, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined)
