import assert from 'node:assert/strict'
import { cut, type Gate, openGate, type Passing } from '../gate.ts'
import { ava, jane, personOf, startWorld, type World } from '../offboard.ts'
import { callsOf, eventually, kindsOn, offboard } from './jane.ts'

const isGraphWrite = ({ method, path }: Passing) => path.startsWith('/v1.0/users/') && method !== 'GET'

describe('what is done at the same time, and what is not', () => {
  let world: World
  let gate: Gate
  let release: () => void
  let held: Promise<void>
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    ;[held, release] = [promise, resolve]
    world = await startWorld({
      through: async (url) => {
        gate = await openGate(url)
        return gate.url
      },
    })
  })
  afterEach(async () => {
    release()
    await world.stop()
    await gate.close()
  })

  it('never makes two writes on one leaver overlap at Graph, in the order of the article', async () => {
    let under = 0
    const order: string[] = []
    gate.arrives = (passing) => {
      if (!isGraphWrite(passing)) return
      order.push(passing.body.includes('passwordProfile') ? 'password' : (passing.path.split('/').at(-1) ?? ''))
      assert.equal(++under, 1, 'another write is under way')
    }
    gate.answered = async (passing) => {
      if (!isGraphWrite(passing)) return
      await new Promise(setImmediate)
      under--
    }
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.deepEqual(order, ['password', 'revokeSignInSessions', jane.id])
    assert.deepEqual(
      kindsOn(world, jane).filter((kind) => kind !== 'email'),
      ['password', 'sessions', 'account'],
    )
  })

  it('blocks email beside the calls to Graph', async () => {
    const exchange = Promise.withResolvers<void>()
    gate.arrives = async (passing) => {
      if (passing.name === 'Set-CASMailbox') exchange.resolve()
      // Graph's answer is held until Exchange is asked: one after the other, this would last for ever.
      else if (isGraphWrite(passing)) await exchange.promise
    }
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.equal(kindsOn(world, jane).length, 4)
  })

  it('works for one leaver while another has to wait', async () => {
    gate.arrives = (passing) => (isGraphWrite(passing) && passing.path.includes(jane.id) ? held : undefined)
    const slow = await offboard(world)
    await slow.confirmAll()
    const miller = personOf('Jane Miller-Ross')
    const other = await offboard(world, { by: ava, leaver: miller })
    await other.confirmAll()
    await other.summary()
    assert.deepEqual(
      kindsOn(world, jane).filter((kind) => kind !== 'email'),
      [],
    )
    release()
    await slow.summary()
  })

  it('does not begin again what it is at, when the machine was paused for longer than a lease', async () => {
    gate.answered = (passing) => (isGraphWrite(passing) && passing.path.includes(jane.id) ? held : undefined)
    const driven = await offboard(world)
    await driven.confirm('reset-password')
    await eventually(() => kindsOn(world, jane).length === 1, 'the password is reset')
    world.clock.advance(40_000)
    // Another offboarding comes through meanwhile, so the runner has looked for what is due.
    const miller = personOf('Jane Miller-Ross')
    const other = await offboard(world, { by: ava, leaver: miller })
    await other.confirm('reset-password')
    await other.card('reset-password', 'Done', 'Read back')
    release()
    await driven.card('reset-password', 'Done', 'Read back')
    assert.deepEqual(kindsOn(world, jane), ['password'])
  })

  it('finishes the call that is under way when it is stopped, and hands the rest over', async () => {
    gate.answered = (passing) => (isGraphWrite(passing) ? held : undefined)
    const driven = await offboard(world)
    await driven.confirmAll()
    await eventually(() => kindsOn(world, jane).includes('password'), 'the password is reset')
    const restarted = world.restart()
    release()
    await restarted
    await driven.summary()
    assert.deepEqual(kindsOn(world, jane).sort(), ['account', 'email', 'password', 'sessions'])
  })

  it('leaves no card behind when it is stopped between an outcome and its card', async () => {
    const looked = Promise.withResolvers<void>()
    const driven = await offboard(world)
    for (const action of ['reset-password', 'sign-out', 'block-sign-in'] as const) await driven.tap(action, 'Skip')
    gate.answered = async ({ name }) => {
      if (name !== 'Get-CASMailbox' || !kindsOn(world, jane).includes('email')) return
      looked.resolve()
      await held
    }
    await driven.confirm('block-email')
    await looked.promise
    const restarted = world.restart()
    release()
    await restarted
    await driven.card('block-email', 'Done', 'Read back')
    await driven.summary()
  })

  it('goes by what the account shows when the answer to a block never came', async () => {
    let answers = 0
    gate.answered = ({ name, path }) => {
      if (name !== `PATCH ${path}` || answers++ > 0) return
      throw cut
    }
    const driven = await offboard(world)
    await driven.confirmOnly('block-sign-in')
    await driven.card('block-sign-in', 'Waiting for Microsoft until')
    world.clock.advance(10_000)
    await driven.card('block-sign-in', 'Done', 'Read back')
    assert.equal(callsOf(world, 'PATCH /users/{id}'), 1)
  })
})
