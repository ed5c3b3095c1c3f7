import type { PartOptions } from '../part.ts'
import { atMost, compare } from '../result.ts'
import { interleaved } from '../rounds.ts'
import { latency, type Stage, setStage } from '../stage.ts'
import { spreadOf } from '../statistics.ts'
import { spreadText } from '../table.ts'

/** From the arrival of `Confirm all` to the last of the four writes, and from `offboard Jane` to the review. */
export async function tapToLocked({ quick }: PartOptions) {
  const stage = await setStage()
  const waits = new Map<string, number[]>()
  try {
    const reviews = await interleaved(quick ? 3 : 7, {
      ours: async () => (await stage.review()).ms,
      floor: () => reviewFloor(stage),
    })
    const taps = await interleaved(quick ? 3 : 11, {
      ours: (round) => tap(stage, round < 0 ? new Map() : waits),
      floor: () => writesFloor(stage),
      oneReadFirst: () => writesFloor(stage, 1),
    })
    return {
      rows: [
        compare(
          {
            what: '`Confirm all` arrives → the last of the four writes is answered',
            ...{ against: 'the writes alone: three at Graph in a row, Exchange beside them', unit: 'ms' },
            ...{ ours: taps.ours, theirs: taps.floor },
          },
          atMost(1.1),
        ),
        compare(
          {
            what: 'the same',
            ...{ against: 'one read at Graph, then the writes', unit: 'ms' },
            ...{ ours: taps.ours, theirs: taps.oneReadFirst },
          },
          null,
        ),
        compare(
          {
            what: '`offboard Jane` arrives → the review card is posted',
            ...{ against: 'the longest chain of reads: search, then the mailbox', unit: 'ms' },
            ...{ ours: reviews.ours, theirs: reviews.floor },
          },
          atMost(1.25),
        ),
      ],
      tables: [
        {
          title: 'Where the time from the tap to the last write goes, in milliseconds, median (quartiles):',
          head: ['wait', 'ms'],
          lines: [...waits].map(([what, samples]) => [what, spreadText(spreadOf(samples))]),
        },
      ],
      drawn: [],
      notes: [
        `The simulated tenant takes ${latency.graphMs} ms for a call to Graph and ${latency.exchangeMs} ms for one to Exchange.`,
      ],
    }
  } finally {
    await stage.world.stop()
  }
}

/** @returns from the tap to the last write; what it spent its time on goes into `waits` */
async function tap(stage: Stage, waits: Map<string, number[]>): Promise<number> {
  const { since, locked } = await stage.confirmAll()
  const when = (what: string) => stage.when(what, since) ?? Number.NaN
  const recorded = when('tap counted')
  const lastRead = (what: string) =>
    Math.max(
      since,
      ...stage.moments.filter((one) => one.what === what && one.at >= since && one.at <= recorded).map(({ at }) => at),
    )
  const [graph, exchange] = [lastRead('read Graph'), lastRead('read Exchange')]
  const steps = {
    'the tap arrives → the last read of Graph is answered': graph - since,
    '→ the last read of Exchange is answered': Math.max(0, exchange - graph),
    '→ the tap is recorded': recorded - Math.max(graph, exchange),
    '→ beside each other: email is blocked': when('block-email') - recorded,
    '→ and the password is reset': when('reset-password') - recorded,
    '→ → signed out': when('sign-out') - when('reset-password'),
    '→ → → sign-in is blocked': when('block-sign-in') - when('sign-out'),
  }
  for (const [what, ms] of Object.entries(steps)) waits.set(what, [...(waits.get(what) ?? []), ms])
  return locked - since
}

/** @param readsFirst how many reads of Graph are waited for before the first write */
async function writesFloor({ plain, newLeaver }: Stage, readsFirst = 0): Promise<number> {
  const { id } = newLeaver()
  const from = performance.now()
  for (let read = 0; read < readsFirst; read++) await plain.graph('GET', `/users/${id}?$select=id`)
  const graph = async () => {
    await plain.resetPassword(id)
    await plain.signOut(id)
    await plain.blockSignIn(id)
  }
  await Promise.all([graph(), plain.blockEmail(id)])
  return performance.now() - from
}

async function reviewFloor({ plain, newLeaver }: Stage): Promise<number> {
  const { id, givenName } = newLeaver()
  const from = performance.now()
  await plain.search(givenName ?? '')
  await plain.mailbox(id)
  return performance.now() - from
}
