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
  | { readonly kind: 'signature' }
  | { readonly kind: 'other-key' }
  | { readonly kind: 'not-signed' }

/** What a file says when it is looked at; `key` is the fingerprint of the key that signed it, `null` when none did. */
export type Verdict = {
  readonly faults: readonly Fault[]
  readonly id: string | null
  readonly events: number
  readonly lastHash: string | null
  readonly key: string | null
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
const fileShape = z.object({
  evidence: z.looseObject({
    format: z.literal(format.name),
    version: z.number().int(),
    offboarding: z.looseObject({ id: z.string() }),
    chain: z.looseObject({ events: z.number().int(), lastHash: z.string() }),
    made: z.looseObject({ alteredInRecords: z.number().int().nullable() }),
    calls: z.array(z.unknown()),
    history: z.array(line).min(1),
  }),
  signature: z.object({ publicKey: z.string(), value: z.string() }).nullable(),
})
type Parsed = z.infer<typeof fileShape>
type Line = z.infer<typeof line>

/**
 * Looks whether a file of evidence is what it was when it was made: each event against its hash, the overview against
 * the events, and the signature, where there is one. With `publicKey` (PEM) it has to be that key's.
 */
export function verify(text: string, publicKey: string | null = null): Verdict {
  const raw = jsonOf(text)
  const parsed = fileShape.safeParse(raw)
  if (!parsed.success) return { faults: [{ kind: 'not-evidence' }], id: null, events: 0, lastHash: null, key: null }
  const { evidence, signature } = parsed.data
  const { history, offboarding, chain, version } = evidence
  const about = {
    id: offboarding.id,
    events: history.length,
    lastHash: chain.lastHash,
    key: signature && fingerprintOf(signature.publicKey),
  }
  if (version > format.version) return { ...about, faults: [{ kind: 'newer-version', version }] }
  const inChain = chainFaults(offboarding.id, history, chain)
  const { alteredInRecords } = evidence.made
  const faults: Fault[] = [
    ...inChain,
    ...(alteredInRecords === null ? [] : [{ kind: 'altered-in-records', seq: alteredInRecords } as const]),
    // What is drawn from events that are altered differs for that reason alone.
    ...(inChain.length > 0 ? [] : overviewFaults(evidence)),
    ...signatureFaults(raw, signature, publicKey),
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
function drawnAgain({ offboarding, history }: Parsed['evidence']): Drawn | null {
  try {
    return drawnFrom(offboarding.id, history as unknown as Recorded[])
  } catch {
    return null
  }
}

function signatureFaults(raw: unknown, signature: Parsed['signature'], publicKey: string | null): Fault[] {
  if (signature === null) return publicKey === null ? [] : [{ kind: 'not-signed' }]
  const text = signedText(z.object({ evidence: z.unknown() }).parse(raw).evidence)
  if (!verified(text, signature.value, signature.publicKey)) return [{ kind: 'signature' }]
  return publicKey === null || verified(text, signature.value, publicKey) ? [] : [{ kind: 'other-key' }]
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
