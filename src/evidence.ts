import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readPlaceOfRecords } from './config.ts'
import { Failure } from './errors.ts'
import { readEvidenceAsked } from './evidence/asked.ts'
import { fileKinds, fileOf, gather } from './evidence/files.ts'
import { verdictText } from './evidence/verdict.ts'
import { verify } from './evidence/verify.ts'
import { openDatabase } from './records/database.ts'
import { openSigningKey } from './records/signing.ts'
import { startOrExplain } from './stopping.ts'

const largest = 256 * 1024 * 1024

/** Makes the two files of evidence, or verifies one. Exit code 0, 1 when a file was altered, 2 when it cannot look. */
await startOrExplain(async () => {
  const asked = readEvidenceAsked(process.argv.slice(2))
  if (asked.kind === 'make') return make(asked.offboarding, asked.out)
  const publicKey = asked.key === null ? null : await textOf(asked.key)
  const verdict = verify(await textOf(asked.file), { publicKey, digest: asked.digest })
  process.stdout.write(verdictText(verdict))
  process.exitCode = verdict.faults.length === 0 ? 0 : 1
})

async function make(offboarding: string, out: string): Promise<void> {
  const { signingKeyPath, groupLanguage, ...place } = readPlaceOfRecords()
  const key = signingKeyPath === null ? null : openSigningKey(signingKeyPath)
  const database = await openDatabase(place)
  const material = await gather(database, offboarding, { madeFor: null, key })
  await database.close()
  if (material === null) throw new Failure('misconfigured', 'There is no such offboarding in the records.')
  const reader = { language: groupLanguage, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  for (const kind of fileKinds) {
    const { name, text } = fileOf(material, kind, reader)
    const path = join(out, name)
    // Whoever else works on this machine need not read it.
    await writeFile(path, text, { mode: 0o600 }).catch(unusable(path))
    process.stdout.write(`${path}\n`)
  }
  if (material.altered !== null) {
    process.stdout.write(
      `The records are altered: event ${material.altered} is the first that does not fit its hash.\n`,
    )
    process.exitCode = 1
  }
}

async function textOf(path: string): Promise<string> {
  const { size } = await stat(path).catch(unusable(path))
  if (size > largest) throw new Failure('misconfigured', `${path} is too large to be evidence.`)
  return readFile(path, 'utf8').catch(unusable(path))
}

function unusable(path: string): (cause: unknown) => never {
  return (cause) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new Failure('misconfigured', `${path} cannot be used: ${code}.`)
  }
}
