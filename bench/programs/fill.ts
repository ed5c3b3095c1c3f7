import { z } from 'zod'
import { openDatabase } from '../../src/records/database.ts'
import { fill } from '../fill.ts'
import { orderIn } from './orders.ts'

/** Fills a database file with offboardings that are over, says so, and ends. */
const { dataDir, count } = orderIn(z.object({ dataDir: z.string(), count: z.number() }))
const database = await openDatabase({ dataDir, databaseUrl: null })
await fill(database, count)
await database.close()
process.send?.({ ready: {} })
process.disconnect?.()
