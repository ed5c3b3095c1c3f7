import assert from 'node:assert/strict'
import { Failure } from '../../src/errors.ts'
import { waitFor } from '../../src/tenant/retry.ts'
import { against, jane, type Said, type Script } from './stand-in.ts'

const failed = (kind: Failure['kind'], retryAfterMs: number | null = null) => new Failure(kind, 'x', { retryAfterMs })

describe('how long to wait before another try', () => {
  it('is never shorter than Microsoft asked for, and little longer', () => {
    assert.equal(
      waitFor(1, failed('throttled', 17_000), () => 0),
      17_000,
    )
    assert.equal(
      waitFor(8, failed('unreachable', 17_000), () => 1),
      18_000,
    )
  })

  it('doubles from two seconds to a minute, spread over half of it', () => {
    const waits = (random: number) =>
      [1, 2, 3, 5, 6, 60].map((attempt) => waitFor(attempt, failed('throttled'), () => random))
    assert.deepEqual(waits(1), [2_000, 4_000, 8_000, 32_000, 60_000, 60_000])
    assert.deepEqual(waits(0), [1_000, 2_000, 4_000, 16_000, 30_000, 30_000])
  })

  it('leaves room for thirty tries in half an hour', () => {
    const waits = Array.from({ length: 29 }, (_, index) => index + 1).map(
      (attempt) => waitFor(attempt, failed('unreachable'), () => 1) ?? 0,
    )
    assert.ok(waits.reduce((sum, wait) => sum + wait) < 1_800_000)
  })

  it('is never, when another try would end the same way', () => {
    for (const kind of ['refused', 'missing', 'unexpected', 'stale', 'misconfigured'] as const)
      assert.equal(
        waitFor(1, failed(kind, 1_000), () => 0),
        null,
      )
  })
})

describe('a read while a person waits', () => {
  const route = `GET /users/${jane}`
  /** Answers in turn, the last one again and again. */
  const inTurn = (...answers: Said[]): Script => ({
    [route]: () => (answers.length > 1 ? answers.shift() : answers[0]) ?? {},
  })
  const found: Said = { body: { id: jane, displayName: 'Jane Doe' } }
  const away: Said = { status: 503 }
  const { timeout } = AbortSignal

  afterEach(() => {
    AbortSignal.timeout = timeout
  })

  async function finding(script: Script) {
    const waits: number[] = []
    let now = 0
    const more = {
      now: () => now,
      wait: async (milliseconds: number) => {
        waits.push(milliseconds)
        now += milliseconds
      },
    }
    return against(
      script,
      async (tenant, { asked }) => {
        const answer = await tenant.find(jane).catch((reason: unknown) => reason)
        return { answer, waits, tries: asked.length }
      },
      more,
    )
  }

  it('is tried three times, with pauses', async () => {
    const { answer, waits, tries } = await finding(inTurn(away, away, found))
    assert.partialDeepStrictEqual(answer, { id: jane })
    assert.deepEqual([waits, tries], [[225, 675], 3])
  })

  it('is not tried a fourth time', async () => {
    const { answer, tries } = await finding(inTurn(away))
    assert.ok(answer instanceof Failure && answer.kind === 'unreachable')
    assert.equal(tries, 3)
  })

  it('waits as long as Microsoft asks where that fits', async () => {
    const { waits, tries } = await finding(inTurn({ status: 429, headers: { 'retry-after': '2' } }, found))
    assert.deepEqual([waits, tries], [[2_000], 2])
  })

  it('says at once that it has to wait where that does not fit', async () => {
    const { answer, waits, tries } = await finding(inTurn({ status: 429, headers: { 'retry-after': '30' } }))
    assert.ok(answer instanceof Failure && answer.kind === 'throttled' && answer.retryAfterMs === 30_000)
    assert.deepEqual([waits, tries], [[], 1])
  })

  it('has six seconds for all tries together, at Graph and at Exchange', async () => {
    let now = 0
    const given: number[] = []
    AbortSignal.timeout = (milliseconds) => {
      given.push(milliseconds)
      return timeout.call(AbortSignal, milliseconds)
    }
    const slow = (): Said => {
      now += 1_500
      return away
    }
    const wait = async (milliseconds: number) => {
      now += milliseconds
    }
    await against(
      { [route]: slow },
      async (tenant) => {
        await tenant.find(jane).catch(() => {})
        assert.deepEqual(given, [6_000, 4_275, 2_100])
        await tenant.facts(jane).catch(() => {})
        assert.ok(given.every((milliseconds) => milliseconds <= 6_000))
      },
      { now: () => now, wait },
    )
  })

  it('ends with its time, whatever does not answer: Microsoft, or who gives the tokens', async () => {
    AbortSignal.timeout = () => AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    const silent = { credential: { getToken: () => new Promise<null>(() => {}) } }
    for (const more of [{}, silent])
      await against({ [route]: found }, (tenant) => assert.rejects(tenant.find(jane), { kind: 'unreachable' }), more)
  })

  it('is not tried again when the answer was no', async () => {
    const { tries } = await finding(inTurn({ status: 403 }))
    assert.equal(tries, 1)
  })
})
