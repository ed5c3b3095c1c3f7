import { sql } from 'kysely'
import type { Db } from '../database.ts'

/**
 * What is open, due or over is found without reading what is finished: partial indices stay small however long the
 * history grows.
 */
export async function lookups(db: Db): Promise<void> {
  await sql`create index offboarding_asked on offboarding (requester, requested_at) where open = 1`.execute(db)
  await sql`create index offboarding_running on offboarding (started_at) where open = 1`.execute(db)
  await sql`create index offboarding_over on offboarding (requested_at, id) where open = 0 and due_at is null`.execute(
    db,
  )
  await sql`create index heard_at on heard (at)`.execute(db)
  await sql`create index dialog_state_at on dialog_state (at)`.execute(db)
}
