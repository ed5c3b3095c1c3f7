import { once } from 'node:events'
import { readPlaceOfRecords } from './config.ts'
import { readListAsked } from './evidence/asked.ts'
import { exportOf } from './evidence/export.ts'
import { openDatabase } from './records/database.ts'
import { startOrExplain } from './stopping.ts'

/** Lists offboardings from the records, for a terminal, a spreadsheet or a program. It changes nothing in them. */
await startOrExplain(async () => {
  const { search, format } = readListAsked(process.argv.slice(2))
  const database = await openDatabase(readPlaceOfRecords())
  // Whoever reads may stop reading, as head does.
  process.stdout.on('error', () => process.exit())
  for await (const piece of exportOf(database, search, format)) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
  }
  await new Promise((written) => process.stdout.write('', written))
  await database.close()
})
