import { needsPostgres } from '../loud-skips.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { race } from './race.ts'

const times = 5

describe(`Fifty approvers at once, on two bots over one database, ${times} times`, () => {
  it('make one confirmation and one execution, and get fifty right answers, on SQLite', async function () {
    this.timeout(200_000)
    for (let time = 0; time < times; time++) await race(null)
  })

  it('make one confirmation and one execution, and get fifty right answers, on PostgreSQL', async function () {
    needsPostgres(this)
    this.timeout(200_000)
    for (let time = 0; time < times; time++) {
      const server: Postgres | null = await startPostgres({ durable: true })
      try {
        await race(server?.url ?? '')
      } finally {
        await server?.stop()
      }
    }
  })
})
