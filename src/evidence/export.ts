import type { ActionState } from '../offboarding/action-state.ts'
import type { State } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import type { Database } from '../records/database.ts'
import { load } from '../records/history.ts'
import { type Place, type Removed, readRemoved, type Search, searchOffboardings, type Turn } from '../records/search.ts'
import { csvRow } from './csv.ts'

export const exportFormats = ['table', 'csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

type Found = { readonly place: Place; readonly state: State | null; readonly removed: Removed | null }

const pageLength = 100

/** The columns of a list, in their order. Times are ISO 8601 in UTC. */
const columns = [
  ...['offboarding', 'requestedAt', 'leaver', 'userPrincipalName', 'leaverId', 'requester', 'requesterId', 'reason'],
  ...['startedBy', 'startedAt', 'phase', ...actionIds, 'endedAt', 'checks', 'events', 'lastHash', 'removedAt'],
] as const
type Cells = Readonly<Record<string, string | number | null>>

/** A list as text, newest first, a piece at a time: however long it is, a hundred are in memory at once. */
export async function* exportOf(database: Database, search: Search, format: ExportFormat): AsyncGenerator<string> {
  let count = 0
  if (format === 'csv') yield csvRow(columns)
  if (format === 'json') yield '['
  for await (const found of foundBy(database, search)) {
    const cells = cellsOf(found)
    if (format === 'csv') yield csvRow(columns.map((column) => cells[column] ?? null))
    else if (format === 'json') yield `${count === 0 ? '\n' : ',\n'}${JSON.stringify(cells)}`
    else yield tableRow(cells)
    count++
  }
  if (format === 'json') yield count === 0 ? ']\n' : '\n]\n'
  if (format === 'table') yield `${count} found.\n`
}

async function* foundBy(database: Database, search: Search): AsyncGenerator<Found> {
  for (let turn: Turn | null = null; ; ) {
    const page = await searchOffboardings(database, search, pageLength, turn)
    for (const place of page.places) {
      const state = await load(database, place.id)
      yield { place, state, removed: state ? null : await readRemoved(database, place.id) }
    }
    const last = page.places.at(-1)
    if (!page.older || last === undefined) return
    turn = { ...last, direction: 'older' }
  }
}

function cellsOf({ place, state, removed }: Found): Cells {
  const known = { offboarding: place.id, requestedAt: timeOf(place.requestedAt) }
  if (state === null) {
    return { ...known, phase: 'removed', events: removed?.events ?? null, removedAt: timeOf(removed?.at ?? null) }
  }
  const { leaver, requester, startedBy } = state
  return {
    ...known,
    ...{ leaver: leaver.displayName, userPrincipalName: leaver.userPrincipalName, leaverId: leaver.id },
    ...{ requester: requester.name, requesterId: requester.id, reason: state.reason },
    ...{ startedBy: startedBy?.name ?? null, startedAt: timeOf(state.startedAt), phase: state.phase },
    ...Object.fromEntries(actionIds.map((id) => [id, outcomeOf(state.actions[id])])),
    ...{ endedAt: timeOf(state.endedAt), checks: state.checks.length, events: state.seq + 1, lastHash: state.hash },
    removedAt: null,
  }
}

function outcomeOf({ outcome }: ActionState): string | null {
  switch (outcome?.kind) {
    case undefined:
      return null
    case 'done':
      return outcome.proof === null ? 'unconfirmed' : 'done'
    case 'already':
      return 'already'
    case 'skipped':
      return `skipped: ${outcome.reason}`
    case 'failed':
      return `failed: ${outcome.failure.kind}`
  }
}

/** For the eye: when, who, by whom, how it ended, and the id by which evidence is made. */
function tableRow(cells: Cells): string {
  const outcomes = actionIds.map((id) => cells[id] ?? '–').join(', ')
  const parts = [
    [
      String(cells.requestedAt ?? '')
        .slice(0, 16)
        .replace('T', ' '),
      16,
    ],
    [cells.userPrincipalName ?? '', 36],
    [cells.requester ?? '', 22],
    [cells.phase ?? '', 9],
    [cells.offboarding ?? '', 36],
  ] as const
  const line = parts.map(([text, width]) => widthOf(String(text), width)).join('  ')
  return `${line}  ${cells.phase === 'removed' ? '' : outcomes}`.trimEnd().concat('\n')
}

/** On a terminal a control character could do anything. */
function widthOf(text: string, width: number): string {
  const shown = [...text.replace(/[\p{Cc}\p{Cf}]/gu, '')]
  return shown.length > width ? `${shown.slice(0, width - 1).join('')}…` : shown.join('').padEnd(width)
}

const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
