import type { Person, Recorded } from '../offboarding/events.ts'
import type { Identity } from '../offboarding/facts.ts'
import type { Words } from '../offboarding/words.ts'
import { type SigningKey, signed } from '../records/signing.ts'
import { type Call, callsOf } from './calls.ts'

/**
 * Told apart by whoever verifies: another version may draw other things from the same events. Version 1 took a wait for the
 * own turn for a failure of the call before it, and did not list what Exchange refused of a call.
 */
export const format = { name: 'offboard-evidence', version: 2 } as const

/** What evidence is made of. `altered`: the first event that no longer fits its hash in the records themselves. */
export type Material = {
  readonly id: string
  readonly history: readonly Recorded[]
  readonly altered: number | null
  /** Epoch milliseconds. */
  readonly at: number
  /** Who asked for the evidence; `null` on the command line. */
  readonly madeFor: Person | null
  readonly key: SigningKey | null
}

/** An event as it was recorded, with its time once more as people read it, in UTC. */
export type EvidenceLine = Recorded & { readonly time: string }

/** What follows from the events alone, so that whoever verifies can draw it again. */
export type Drawn = {
  readonly offboarding: { readonly id: string; readonly leaver: Identity; readonly requester: Person } & {
    readonly requestedAt: string
  }
  readonly chain: { readonly algorithm: 'SHA-256'; readonly events: number; readonly lastHash: string }
  readonly calls: readonly Call[]
}

export type Evidence = {
  readonly format: typeof format.name
  readonly version: number
  readonly about: readonly string[]
  readonly howToVerify: readonly string[]
  readonly made: {
    readonly at: string
    readonly for: Person | null
    readonly alteredInRecords: number | null
    readonly signed: string
  }
} & Drawn & { readonly history: readonly EvidenceLine[] }

export type Signature = {
  readonly algorithm: 'Ed25519'
  /** SHA-256 of the public key in DER form, hexadecimal. */
  readonly key: string
  readonly publicKey: string
  readonly value: string
}

export type EvidenceFile = { readonly evidence: Evidence; readonly signature: Signature | null }

/** The whole history as a document for machines, and for people who verify it by hand. */
export function evidenceOf(material: Material, words: Words): EvidenceFile {
  const { history, altered, at, madeFor, key } = material
  const { about, howToVerify, signedWith, unsigned } = words.evidence
  const evidence: Evidence = {
    format: format.name,
    version: format.version,
    about,
    howToVerify,
    made: {
      at: new Date(at).toISOString(),
      for: madeFor,
      alteredInRecords: altered,
      signed: key ? signedWith(key.id) : unsigned,
    },
    ...drawnFrom(material.id, history),
    history: history.map((line) => ({ ...line, time: new Date(line.at).toISOString() })),
  }
  return { evidence, signature: key && signatureOf(evidence, key) }
}

/** @throws Error when the history does not begin with a request: a bug, or a file that is none */
export function drawnFrom(id: string, history: readonly Recorded[], version: number = format.version): Drawn {
  const [first] = history
  if (first?.event.type !== 'requested') throw new Error('a history begins with a request')
  const { leaver, requester } = first.event
  return {
    offboarding: { id, leaver, requester, requestedAt: new Date(first.at).toISOString() },
    chain: { algorithm: 'SHA-256', events: history.length, lastHash: history.at(-1)?.hash ?? '' },
    calls: callsOf(history, version),
  }
}

function signatureOf(evidence: Evidence, key: SigningKey): Signature {
  const value = signed(signedText(evidence), key)
  return { algorithm: 'Ed25519', key: key.id, publicKey: key.publicKey, value }
}

/** What is signed: everything in `evidence`, as JSON without spaces, in the order in which it stands in the file. */
export const signedText = (evidence: unknown): string => JSON.stringify(evidence)

/** As the file is written: indented, since people read it too. */
export const fileTextOf = (file: EvidenceFile): string => `${JSON.stringify(file, null, 2)}\n`
