import { createHash, createPublicKey } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Recorded } from '../offboarding/events.ts'
import { hashOf } from '../records/chain.ts'
import { verified } from '../records/signing.ts'
import { type Drawn, drawnFrom, format, signedText } from './document.ts'

/** What is wrong with a file; `seq` is the first event that is altered, or the place of the first that is missing. */
export type Fault =
  | { readonly kind: 'not-evidence' }
  | { readonly kind: 'newer-version'; readonly version: number }
  | { readonly kind: 'altered'; readonly seq: number; readonly type: string }
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'altered-in-records'; readonly seq: number }
  | { readonly kind: 'overview'; readonly part: 'offboarding' | 'chain' | 'calls' }
  /** Something stands in it that no release wrote, or a name stands twice, of which programs read one. */
  | { readonly kind: 'added'; readonly where: string }
  | { readonly kind: 'not-as-read' }
  | { readonly kind: 'signature' }
  /** What the file says of its own signature is not so. */
  | { readonly kind: 'about-signature' }
  /** No event has the digest that was given. */
  | { readonly kind: 'other-digest' }
  | { readonly kind: 'other-key' }
  | { readonly kind: 'not-signed' }

/** What somebody knows from elsewhere: the key (PEM) that has to have signed it, a digest from a card in Teams. */
export type KnownBefore = { readonly publicKey?: string | null; readonly digest?: string | null }

/** What a file says when it is looked at; `key` is the fingerprint of the key that signed it, `null` when none did. */
export type Verdict = {
  readonly faults: readonly Fault[]
  readonly id: string | null
  readonly events: number
  readonly lastHash: string | null
  readonly key: string | null
  /** It was signed with the key that was given. */
  readonly isOfKey: boolean
  /** The event whose hash begins with the digest that was given: everything up to it is what was recorded. */
  readonly upTo: number | null
}

/** What is relied on. The events themselves are taken as they are: their hashes say whether they are what they were. */
const line = z.strictObject({
  seq: z.number().int(),
  at: z.number().int(),
  hash: z.string(),
  event: z.unknown(),
  time: z.string(),
})
const typeShape = z.object({ type: z.string() })
const fileShape = z.looseObject({
  evidence: z.looseObject({
    format: z.literal(format.name),
    version: z.number().int(),
    offboarding: z.looseObject({ id: z.string() }),
    chain: z.looseObject({ events: z.number().int(), lastHash: z.string() }),
    made: z.looseObject({ alteredInRecords: z.number().int().nullable(), at: z.string(), signed: z.string() }),
    calls: z.array(z.unknown()),
    history: z.array(line).min(1),
  }),
  signature: z
    .looseObject({ algorithm: z.string(), key: z.string(), publicKey: z.string(), value: z.string() })
    .nullable(),
})
type Parsed = z.infer<typeof fileShape>

/** All that a file has; `offboarding`, `chain`, `calls` and the events are looked at letter for letter anyway. */
const ownNames = {
  file: ['evidence', 'signature'],
  evidence: ['format', 'version', 'about', 'howToVerify', 'made', 'offboarding', 'chain', 'calls', 'history'],
  made: ['at', 'for', 'alteredInRecords', 'signed'],
  signature: ['algorithm', 'key', 'publicKey', 'value'],
} as const
type Line = z.infer<typeof line>

/**
 * Looks whether a file of evidence is what it was when it was made: each event against its hash, the overview against
 * the events, and the signature, where there is one. What is known before has to fit as well.
 */
export function verify(text: string, { publicKey = null, digest = null }: KnownBefore = {}): Verdict {
  const raw = jsonOf(text)
  const parsed = fileShape.safeParse(raw)
  if (!parsed.success) return notEvidence
  const { evidence, signature } = parsed.data
  const { history, offboarding, chain, version } = evidence
  const signatureIs = signatureFaults(raw, signature, publicKey)
  const about = {
    ...{ id: offboarding.id, events: history.length, lastHash: chain.lastHash },
    key: signature && fingerprintOf(signature.publicKey),
    isOfKey: publicKey !== null && signatureIs.length === 0,
    upTo: digest === null ? null : (history.findLast(({ hash }) => hash.startsWith(plainDigest(digest)))?.seq ?? null),
  }
  if (version > format.version) return { ...about, faults: [{ kind: 'newer-version', version }] }
  const inChain = chainFaults(offboarding.id, history, chain)
  const { alteredInRecords } = evidence.made
  const faults: Fault[] = [
    ...inChain,
    ...(alteredInRecords === null ? [] : [{ kind: 'altered-in-records', seq: alteredInRecords } as const]),
    // What is drawn from events that are altered differs for that reason alone.
    ...(inChain.length > 0 ? [] : overviewFaults(evidence)),
    ...additions(parsed.data),
    ...(isAsRead(text, raw) ? [] : [{ kind: 'not-as-read' } as const]),
    ...signatureIs,
    ...(digest !== null && about.upTo === null ? [{ kind: 'other-digest' } as const] : []),
  ]
  return { ...about, faults }
}

function chainFaults(id: string, history: readonly Line[], chain: Parsed['evidence']['chain']): Fault[] {
  let previous = ''
  for (const [index, line] of history.entries()) {
    if (line.seq !== index) return [{ kind: 'missing', seq: index }]
    const data = JSON.stringify(line.event)
    const fits = line.hash === hashOf(previous, id, { seq: line.seq, at: line.at, data })
    if (!fits || line.time !== timeOf(line.at)) return [{ kind: 'altered', seq: index, type: typeOf(line) }]
    previous = line.hash
  }
  if (chain.events > history.length || chain.lastHash !== previous) return [{ kind: 'missing', seq: history.length }]
  return chain.events < history.length ? [{ kind: 'overview', part: 'chain' }] : []
}

function overviewFaults(evidence: Parsed['evidence']): Fault[] {
  const drawn = drawnAgain(evidence)
  if (drawn === null) return [{ kind: 'overview', part: 'offboarding' }]
  const parts = ['offboarding', 'chain', 'calls'] as const
  const plain = (part: (typeof parts)[number]): unknown => JSON.parse(JSON.stringify(drawn[part]))
  return parts
    .filter((part) => !isDeepStrictEqual(plain(part), evidence[part]))
    .map((part) => ({ kind: 'overview', part }))
}

/** `null` when these were never events: anybody can give anything a hash that fits. */
function drawnAgain({ offboarding, history, version }: Parsed['evidence']): Drawn | null {
  try {
    return drawnFrom(offboarding.id, history as unknown as Recorded[], version)
  } catch {
    return null
  }
}

function additions({ evidence, signature, ...file }: Parsed): Fault[] {
  const parts: [string, object, readonly string[]][] = [
    ['', { evidence, signature, ...file }, ownNames.file],
    ['evidence.', evidence, ownNames.evidence],
    ['evidence.made.', evidence.made, ownNames.made],
    ['signature.', signature ?? {}, ownNames.signature],
  ]
  return parts.flatMap(([path, part, own]) =>
    Object.keys(part)
      .filter((name) => !own.includes(name))
      .map((name): Fault => ({ kind: 'added', where: `${path}${name}` })),
  )
}

const stringOrSpace = /"(?:[^"\\]|\\.)*"|[ \t\n\r]+/g

/** Written again without spaces it is the same text, so there is nothing in it that only some readers see. */
function isAsRead(text: string, raw: unknown): boolean {
  return text.replace(stringOrSpace, (part) => (part.startsWith('"') ? part : '')) === JSON.stringify(raw)
}

/** As the card prints it, in groups of four. */
const plainDigest = (digest: string): string => digest.replace(/\s/g, '').toLowerCase()

function signatureFaults(raw: unknown, signature: Parsed['signature'], publicKey: string | null): Fault[] {
  if (signature === null) return publicKey === null ? [] : [{ kind: 'not-signed' }]
  const text = signedText(z.object({ evidence: z.unknown() }).parse(raw).evidence)
  if (!verified(text, signature.value, signature.publicKey)) return [{ kind: 'signature' }]
  const isSo = signature.algorithm === 'Ed25519' && signature.key === fingerprintOf(signature.publicKey)
  if (!isSo) return [{ kind: 'about-signature' }]
  return publicKey === null || verified(text, signature.value, publicKey) ? [] : [{ kind: 'other-key' }]
}

const notEvidence: Verdict = {
  ...{ faults: [{ kind: 'not-evidence' }], id: null, events: 0, lastHash: null, key: null },
  ...{ isOfKey: false, upTo: null },
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const typeOf = ({ event }: Line): string => typeShape.safeParse(event).data?.type ?? ''

/** Taken from the key itself: what the file says of it proves nothing. */
function fingerprintOf(publicKey: string): string | null {
  try {
    const key = createPublicKey(publicKey).export({ type: 'spki', format: 'der' })
    return createHash('sha256').update(key).digest('hex')
  } catch {
    return null
  }
}

const timeOf = (at: number): string | null =>
  Number.isFinite(new Date(at).getTime()) ? new Date(at).toISOString() : null
