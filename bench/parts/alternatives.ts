import type { PartOptions } from '../part.ts'
import { startM365Cli } from '../peers/m365-cli.ts'
import { adminDroid, cipp, type Sequence } from '../peers/sequences.ts'
import { atMost, compare, type Row } from '../result.ts'
import { type Contender, interleaved } from '../rounds.ts'
import { latency, type Stage, setStage } from '../stage.ts'
import { spreadOf } from '../statistics.ts'
import { spreadText } from '../table.ts'

/** What an admin would use instead, on the same tenant with the same latency, in the same rounds. */
export async function alternatives({ quick, say }: PartOptions) {
  const stage = await setStage()
  const cli = await startM365Cli(stage.world.simulated)
  if (typeof cli === 'string') say(`Without the m365 CLI: ${cli}.`)
  const tool = typeof cli === 'string' ? null : cli
  try {
    const taps: Taps = { locked: [], proven: [], three: [] }
    const peers: Record<string, Contender> = {
      [cipp.name]: () => timed(stage, cipp),
      [adminDroid.name]: () => timed(stage, adminDroid),
      ...(tool ? { [tool.name]: () => elapsed(() => tool.lockOut(stage.newLeaver())) } : {}),
    }
    const samples = await interleaved(quick ? 2 : 5, { Offboard: (round) => tap(stage, taps, round), ...peers })
    const theirs = Object.entries(samples).filter(([name]) => name !== 'Offboard')
    return {
      rows: theirs.flatMap(([name, ms]) => rowsAgainst(name, ms, taps)),
      tables: [coverage(samples, taps, tool?.name ?? null)],
      drawn: [],
      notes: [
        `A call to Graph takes ${latency.graphMs} ms and one to Exchange ${latency.exchangeMs} ms. The figures of CIPP and of AdminDroid's script are their calls alone, one after another, as their code makes them: without its queue, without signing in, without PowerShell. Offboard's begin when the tap arrives.`,
        ...(typeof cli === 'string' ? [`The m365 CLI is not among them: ${cli}.`] : []),
      ],
    }
  } finally {
    await tool?.stop()
    await stage.world.stop()
  }
}

type Taps = { readonly locked: number[]; readonly proven: number[]; readonly three: number[] }

async function tap(stage: Stage, taps: Taps, round: number): Promise<number> {
  const { since, locked, proven } = await stage.confirmAll()
  if (round < 0) return proven - since
  taps.locked.push(locked - since)
  taps.proven.push(proven - since)
  const graph = ['reset-password', 'sign-out', 'block-sign-in'].map(
    (action) => stage.when(`proven ${action}`, since) ?? 0,
  )
  taps.three.push(Math.max(...graph) - since)
  return proven - since
}

/** Against whoever covers three actions, the same three of ours are compared as well. */
function rowsAgainst(name: string, theirs: readonly number[], taps: Taps): Row[] {
  const against = { against: name, unit: 'ms', theirs }
  const all = compare({ what: 'all four actions, proven', ...against, ours: taps.proven }, atMost(1))
  if (name === cipp.name) return [all]
  return [all, compare({ what: 'the three actions that it covers, proven', ...against, ours: taps.three }, atMost(1))]
}

function coverage(samples: Readonly<Record<string, readonly number[]>>, taps: Taps, tool: string | null) {
  const time = (ms: readonly number[]) => spreadText(spreadOf(ms))
  const line = ({ name, calls, actions, proof }: Sequence) => [
    name,
    time(samples[name] ?? []),
    String(calls),
    `${actions.length} of 4`,
    proof ? 'yes' : 'no',
  ]
  return {
    title: 'Time in milliseconds, median (quartiles), and what it buys:',
    head: ['', 'time', 'calls', 'actions', 'proof'],
    lines: [
      ['Offboard, all four written', time(taps.locked), '4 writes', '4 of 4', 'not yet'],
      ['Offboard, all four read back', time(taps.proven), '4 writes and their proofs', '4 of 4', 'yes'],
      line(cipp),
      line(adminDroid),
      ...(tool ? [[tool, time(samples[tool] ?? []), '2', '3 of 4', 'no']] : []),
    ],
  }
}

const timed = (stage: Stage, sequence: Sequence) => elapsed(() => sequence.run(stage.plain, stage.newLeaver()))

async function elapsed(run: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await run()
  return performance.now() - from
}
