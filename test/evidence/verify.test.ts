import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, verify as verifySignature } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceOf, fileTextOf } from '../../src/evidence/document.ts'
import { verdictText } from '../../src/evidence/verdict.ts'
import { verify } from '../../src/evidence/verify.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { openSigningKey, type SigningKey } from '../../src/records/signing.ts'
import { materialOf } from './material.ts'

type Line = { seq: number; at: number; time: string; hash: string; event: Record<string, unknown> }
type File = {
  evidence: Record<string, unknown> & {
    history: Line[]
    made: object
    calls: Record<string, unknown>[]
    offboarding: { id: string }
  }
  signature: { value: string; publicKey: string; key: string } | null
}

const words = wordsIn('en')
const textWith = (key: SigningKey | null = null) => fileTextOf(evidenceOf(materialOf({ key }), words))

/** The faults of a file that somebody has changed. */
function faultsAfter(change: (file: File) => void, text = textWith(), key: string | null = null) {
  const file: File = JSON.parse(text)
  change(file)
  return verify(JSON.stringify(file), { publicKey: key }).faults
}

describe('a file of evidence', () => {
  let folder: string
  let key: SigningKey
  let other: SigningKey
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'offboard-evidence-'))
    const made = ['one', 'other'].map((name) => {
      const { privateKey } = generateKeyPairSync('ed25519')
      const path = join(folder, name)
      writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }))
      return openSigningKey(path)
    })
    key = made[0] ?? assert.fail()
    other = made[1] ?? assert.fail()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is whole as it was made, however it is indented', () => {
    const text = textWith()
    const verdict = verify(text)
    assert.deepEqual(verdict.faults, [])
    assert.deepEqual(verify(JSON.stringify(JSON.parse(text))), verdict)
    assert.match(verdictText(verdict), /All its parts fit together\./)
  })

  it('names the first event that was altered', () => {
    const changes: [number, (line: Line) => void][] = [
      [0, ({ event }) => Object.assign(event, { leaver: { ...(event.leaver as object), displayName: 'John Doe' } })],
      [3, ({ event }) => Object.assign(event, { seen: 'more' })],
      [5, (line) => Object.assign(line, { at: line.at + 1 })],
      [7, (line) => Object.assign(line, { time: '2020-01-01T00:00:00.000Z' })],
      [9, (line) => Object.assign(line, { hash: 'f'.repeat(64) })],
    ]
    for (const [seq, change] of changes) {
      const [fault] = faultsAfter(({ evidence }) => change(evidence.history[seq] ?? assert.fail()))
      assert.deepEqual(fault && 'seq' in fault ? [fault.kind, fault.seq] : fault, ['altered', seq])
    }
    const several = faultsAfter(({ evidence }) => {
      for (const seq of [11, 4, 8]) Object.assign(evidence.history[seq]?.event ?? {}, { by: 'somebody' })
    })
    assert.match(verdictText({ ...verify(textWith()), faults: several }), /^Event 4 \(\w+\) is altered/m)
  })

  it('names the first event that is missing, wherever it was', () => {
    const history = (file: File) => file.evidence.history
    assert.deepEqual(faultsAfter((file) => void history(file).splice(6, 1))[0], { kind: 'missing', seq: 6 })
    assert.deepEqual(faultsAfter((file) => void history(file).reverse())[0], { kind: 'missing', seq: 0 })
    const { length } = (JSON.parse(textWith()) as File).evidence.history
    assert.deepEqual(faultsAfter((file) => void history(file).pop())[0], { kind: 'missing', seq: length - 1 })
  })

  it('says that the overview was altered where the events were not', () => {
    assert.deepEqual(
      faultsAfter(({ evidence }) =>
        Object.assign(evidence.calls[0] ?? {}, { confirmedBy: { id: 'x', name: 'Somebody' } }),
      ),
      [{ kind: 'overview', part: 'calls' }],
    )
    const [fault] = faultsAfter(({ evidence }) => Object.assign(evidence.offboarding, { requestedAt: '2020' }))
    assert.deepEqual(fault, { kind: 'overview', part: 'offboarding' })
  })

  it('is of one offboarding: its events fit no other', () => {
    const [fault] = faultsAfter(({ evidence }) => Object.assign(evidence.offboarding, { id: 'another' }))
    assert.deepEqual(fault && 'seq' in fault && fault.seq, 0)
  })

  it('holds a signature over everything in it', () => {
    const text = textWith(key)
    assert.deepEqual(verify(text, key).faults, [])
    assert.equal(verify(text).key, key.id)
    assert.deepEqual(verify(text, other).faults, [{ kind: 'other-key' }])
    const about = ({ evidence }: File) => Object.assign(evidence, { about: ['nothing'] })
    assert.deepEqual(faultsAfter(about, text), [{ kind: 'signature' }])
    assert.deepEqual(faultsAfter(about), [], 'which an unsigned file cannot show')
  })

  it('shows when it was written anew and signed by another: the fingerprint is that of the key', () => {
    const anew = JSON.parse(textWith(other)) as File
    assert.ok(anew.signature)
    const text = JSON.stringify({ ...anew, signature: { ...anew.signature, key: key.id } })
    assert.equal(verify(text).key, other.id)
    assert.deepEqual(verify(text, key).faults, [{ kind: 'about-signature' }])
    assert.deepEqual(verify(textWith(other), key).faults, [{ kind: 'other-key' }])
  })

  it('says nothing beside what was signed, wherever somebody adds it', () => {
    const text = textWith(key)
    const added: [string, (file: File) => void][] = [
      ['summary', (file) => Object.assign(file, { summary: 'Jane was never blocked' })],
      ['evidence.note', ({ evidence }) => Object.assign(evidence, { note: 'x' })],
      ['evidence.made.note', ({ evidence }) => Object.assign(evidence.made, { note: 'x' })],
      ['signature.signedBy', ({ signature }) => Object.assign(signature ?? {}, { signedBy: 'The CEO' })],
    ]
    for (const [where, change] of added) {
      const faults = faultsAfter(change, text, key.publicKey)
      assert.ok(
        faults.some((fault) => fault.kind === 'added' && fault.where === where),
        where,
      )
    }
    const unsigned = faultsAfter(({ evidence }) => Object.assign(evidence.made, { note: 'x' }))
    assert.deepEqual(unsigned, [{ kind: 'added', where: 'evidence.made.note' }])
    for (const change of [{ key: '0'.repeat(64) }, { algorithm: 'none' }])
      assert.deepEqual(
        faultsAfter(({ signature }) => Object.assign(signature ?? {}, change), text, key.publicKey),
        [{ kind: 'about-signature' }],
      )
  })

  it('has no name twice, of which people read one and programs the other', () => {
    const text = textWith(key)
    const twice = [
      text.replace('"evidence": {', '"evidence": {"history": []}, "evidence": {'),
      text.replace(/"displayName": /, '"displayName": "John Roe", "displayName": '),
      text.replace('"seq": 3', '"seq": 4, "seq": 3'),
    ]
    for (const changed of twice) assert.deepEqual(verify(changed, key).faults, [{ kind: 'not-as-read' }])
  })

  it('is told to be what was recorded only to whoever knows a key or a digest', () => {
    const said = (text: string, known = {}) => verdictText(verify(text, known))
    const { history } = materialOf()
    const digestOf = (seq: number) => (history[seq]?.hash ?? '').slice(0, 24).replace(/(.{4})/g, '$1 ')
    assert.match(said(textWith()), /somebody could have written all of it anew/)
    assert.match(said(textWith(key)), /Compare the key above[\s\S]*could have written all of it anew/)
    assert.match(said(textWith(key), key), /Nothing was altered since the holder of the given key signed it\.\n$/)
    const last = said(textWith(), { digest: digestOf(history.length - 1) })
    assert.match(last, /that of the last event[\s\S]*All its parts fit together\.\n$/)
    assert.match(
      said(textWith(), { digest: digestOf(5) }),
      /of event 5: the history up to it[\s\S]*written all of it anew/,
    )
    assert.deepEqual(verify(textWith(), { digest: '0'.repeat(24) }).faults, [{ kind: 'other-digest' }])
  })

  it('shows when the signature was taken away, to whoever knows the key', () => {
    assert.deepEqual(
      faultsAfter((file) => Object.assign(file, { signature: null }), textWith(key), key.publicKey),
      [{ kind: 'not-signed' }],
    )
  })

  it('can be verified by hand, as it says itself', () => {
    const { evidence, signature } = JSON.parse(textWith(key)) as File
    let previous = ''
    for (const { seq, at, hash, event } of evidence.history) {
      const text = `${previous}\n${evidence.offboarding.id}\n${seq}\n${at}\n${JSON.stringify(event)}`
      previous = createHash('sha256').update(text).digest('hex')
      assert.equal(hash, previous)
    }
    const { value, publicKey } = signature ?? assert.fail()
    assert.ok(verifySignature(null, Buffer.from(JSON.stringify(evidence)), publicKey, Buffer.from(value, 'base64')))
  })

  it('says that the records were altered before it was made', () => {
    const file = evidenceOf(materialOf({ altered: 4 }), words)
    assert.deepEqual(verify(fileTextOf(file)).faults, [{ kind: 'altered-in-records', seq: 4 }])
  })

  it('that an earlier release made is whole to this day', () => {
    // Where this fails, what is drawn from the events has changed: that is a new version of the format.
    assert.deepEqual(verify(readFileSync(new URL('version-1.json', import.meta.url), 'utf8')).faults, [])
  })

  for (const text of ['', '{', '[]', 'null', '{"evidence":{}}', '{"evidence":null,"signature":null}'])
    it(`is not: ${text || 'nothing'}`, () => assert.deepEqual(verify(text).faults, [{ kind: 'not-evidence' }]))

  it('is refused by name when it holds what is no event', () => {
    for (const event of [null, 5, 'requested', { type: 'requested' }, []])
      assert.ok(faultsAfter(({ evidence }) => Object.assign(evidence.history[0] ?? {}, { event })).length > 0)
  })

  it('is refused when somebody gave what is no event a hash that fits', () => {
    for (const event of [null, 5, { type: 'requested' }, { type: 'finished' }]) {
      const faults = faultsAfter(({ evidence }) => {
        const [line] = evidence.history
        const text = `\n${evidence.offboarding.id}\n0\n${line?.at}\n${JSON.stringify(event)}`
        const hash = createHash('sha256').update(text).digest('hex')
        Object.assign(evidence, {
          history: [{ ...line, event, hash }],
          chain: { algorithm: 'SHA-256', events: 1, lastHash: hash },
        })
      })
      assert.equal(faults[0]?.kind, 'overview')
    }
  })

  it('of a newer version is left to that version', () => {
    const faults = faultsAfter(({ evidence }) => Object.assign(evidence, { version: 3 }))
    assert.deepEqual(faults, [{ kind: 'newer-version', version: 3 }])
  })
})

describe('the calls in a file of evidence', () => {
  const { calls } = evidenceOf(materialOf(), words).evidence

  it('say who confirmed with which role, when, what Microsoft answered, and what was there before and after', () => {
    const block = calls.find(({ action }) => action === 'block-sign-in')
    assert.equal(block?.confirmedBy?.name, 'Sam Smith')
    assert.deepEqual(block?.roles, ['Global Administrator'])
    assert.equal(block?.before, true)
    assert.equal(block?.after?.value, false)
    assert.match(block?.requestId ?? '', /./)
    assert.match(block?.answeredAt ?? '', /^2026-03-03T/)
    const email = calls.find(({ action }) => action === 'block-email')
    assert.deepEqual(Object.keys(email?.before ?? {}).length, 6)
    assert.equal(calls.find(({ action }) => action === 'reset-password')?.before, '2025-11-03T08:00:00Z')
  })

  it('have each attempt, also one that Microsoft did not take', () => {
    const attempts = calls.filter(({ action }) => action === 'sign-out')
    assert.deepEqual(
      attempts.map(({ attempt, failure, requestId }) => [attempt, failure?.status ?? null, requestId !== null]),
      [
        [1, 429, false],
        [2, null, true],
      ],
    )
  })

  it('hold no password, no token, and nothing of the mailbox but its switches', () => {
    const text = fileTextOf(evidenceOf(materialOf(), words)).toLowerCase()
    assert.doesNotMatch(text, /"password"|bearer |passwordprofile|access_token/)
  })
})
