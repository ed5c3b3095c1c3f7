import type { Reader } from '../offboarding/events.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Database } from '../records/database.ts'
import { firstAltered, readHistory } from '../records/history.ts'
import { evidenceOf, fileTextOf, type Material } from './document.ts'
import { reportOf } from './report.ts'

/** The two files of evidence: the report for people, the data for programs. */
export const fileKinds = ['report', 'data'] as const
export type FileKind = (typeof fileKinds)[number]

export type EvidenceText = { readonly name: string; readonly type: string; readonly text: string }

/** Reads what evidence is made of; `null` when there is no such offboarding. */
export async function gather(
  database: Database,
  id: string,
  asked: Pick<Material, 'madeFor' | 'key'>,
): Promise<Material | null> {
  const [history, altered] = [await readHistory(database, id), await firstAltered(database, id)]
  return history.length === 0 ? null : { id, history, altered, at: database.now(), ...asked }
}

/** One of the two files, in this reader's language. */
export function fileOf(material: Material, kind: FileKind, reader: Reader): EvidenceText {
  const name = nameOf(material)
  if (kind === 'report') return { name: `${name}.html`, type: 'text/html', text: reportOf(material, reader) }
  const file = evidenceOf(material, wordsIn(reader.language))
  return { name: `${name}.json`, type: 'application/json', text: fileTextOf(file) }
}

/** Letters and digits only, whatever the leaver is called: "offboarding-jane-doe-2026-03-03". */
function nameOf({ id, history }: Material): string {
  const [first] = history
  const leaver = first?.event.type === 'requested' ? first.event.leaver.displayName : ''
  const plain = leaver
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const day = new Date(first?.at ?? 0).toISOString().slice(0, 10)
  return `offboarding-${plain === '' ? id : plain}-${day}`
}
