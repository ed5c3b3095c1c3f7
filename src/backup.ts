import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { readPlaceOfRecords } from './config.ts'
import { Failure } from './errors.ts'
import { copySqlite } from './records/database.ts'
import { startOrExplain } from './stopping.ts'

/** `npm run backup -- <file>`: a copy of the records, taken while the bot runs. */
await startOrExplain(async () => {
  const [to, ...more] = process.argv.slice(2)
  if (to === undefined || more.length > 0) throw new Failure('misconfigured', 'Say where to: npm run backup -- <file>')
  const { dataDir, databaseUrl } = readPlaceOfRecords()
  if (databaseUrl !== null) throw new Failure('misconfigured', byPostgres(to))
  if (existsSync(to)) throw new Failure('misconfigured', `${to} is there already, and a backup overwrites nothing.`)
  await copyTo(dataDir, to)
  process.stdout.write(`${to} holds everything that was recorded until now, and is whole.\n`)
})

/** Under its name only once it is whole and on the disk. It holds names and object ids, so only its owner may read it. */
async function copyTo(dataDir: string, to: string): Promise<void> {
  const part = `${to}.part`
  try {
    closeSync(openSync(part, 'wx', 0o600))
  } catch (cause) {
    throw notCopied(dataDir, to, cause)
  }
  try {
    await copySqlite(dataDir, part)
    renameSync(part, to)
    const folder = openSync(dirname(to), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (cause) {
    rmSync(part, { force: true })
    throw notCopied(dataDir, to, cause)
  }
}

function notCopied(dataDir: string, to: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Failure('misconfigured', `DATA_DIR (${dataDir}) was not copied to ${to}: ${reason}.`)
}

/** The address may hold a password, so it is not repeated. */
function byPostgres(to: string): string {
  return `The records are in PostgreSQL, and its own program copies them while the bot runs:
  pg_dump --format=custom --file=${to} "$DATABASE_URL"
Into an empty database they come back with:
  pg_restore --exit-on-error --no-owner --dbname="$EMPTY_DATABASE_URL" ${to}`
}
