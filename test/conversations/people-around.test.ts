import assert from 'node:assert/strict'
import { pino } from 'pino'
import { openingLimit } from '../../src/bot/teams-limits.ts'
import { readHistory } from '../../src/records/history.ts'
import { createPace } from '../../src/records/pace.ts'
import { ava, jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { eventually } from '../runner/jane.ts'
import { contentOf, type Message, personalChatWith } from '../teams.ts'
import { atRest } from './schedule.ts'
import { group } from './turns.ts'

const priya = personOf('Priya Shah')
const done = 'Jane Doe is locked out: 4 of 4 done.'

describe('the people around an offboarding', () => {
  let world: World
  const begin = async (options: Parameters<typeof startWorld>[0] = {}) => {
    world = await startWorld(options)
  }
  afterEach(() => world.stop())

  const textsIn = (chat: string) =>
    world.teams.messages.filter((message) => message.chat === chat && message.card === null).map(({ text }) => text)

  /** Asked for by Rob and confirmed by Ava. */
  async function offboarded(chat = group) {
    const { teams } = world
    await teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    const review = await teams.card(chat, jane.userPrincipalName, 'Start')
    const id = String(teams.button(review, 'Start').data.offboarding)
    await teams.tap(rob, review, 'Start')
    await teams.tap(ava, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    const summary = await teams.card(chat, 'What to expect')
    return { id, review, summary }
  }
  /** What the review said before it was started. */
  const asked = ({ versions }: Message) => contentOf({ text: '', card: versions[0] ?? null })
  const told = async (id: string) =>
    (await readHistory(world.database, id)).flatMap(({ event }) => (event.type === 'manager-told' ? event : []))
  const typesIn = async (id: string) => (await readHistory(world.database, id)).map(({ event }) => event.type)

  describe('the requester', () => {
    it('hears the end in their own chat with the bot, in their language, without a second set of cards', async () => {
      await begin()
      const dutch = { ...rob, locale: 'nl-NL', zone: 'Europe/Amsterdam' }
      await world.teams.say(dutch, 'a:rob', 'help')
      await offboarded()
      const heard = await world.teams.text('a:rob', 'Jane Doe is buitengesloten: 4 van 4 gedaan')
      assert.ok(heard.text.includes('Je vroeg dit om'), heard.text)
      assert.equal(world.teams.messages.filter(({ chat, card }) => chat === 'a:rob' && card !== null).length, 1)
      await world.restart()
      world.clock.advance(3_600_000)
      await world.teams.say(rob, 'a:rob', 'hello')
      await eventually(() => textsIn('a:rob').some((text) => text.startsWith('Hello')), 'the bot answers')
      assert.equal(textsIn('a:rob').filter((text) => text.includes('buitengesloten')).length, 1)
    })

    it('is not told again where the last card stands in their own chat', async () => {
      await begin()
      await world.teams.say(rob, 'a:rob', `offboard ${jane.userPrincipalName}`)
      await world.teams.tap(rob, await world.teams.card('a:rob', 'Start'), 'Start')
      await world.teams.tap(rob, await world.teams.card('a:rob', '1 of 4', 'Confirm all'), 'Confirm all')
      await world.teams.card('a:rob', 'What to expect')
      await world.restart()
      await world.teams.say(rob, 'a:rob', 'hello')
      await eventually(() => textsIn('a:rob').length > 0, 'the bot answers')
      assert.deepEqual(
        textsIn('a:rob').filter((text) => text.includes(done)),
        [],
      )
    })

    it('is named where they asked, when the bot knows no chat of theirs', async () => {
      await begin()
      await offboarded()
      const heard = await world.teams.text(group, done)
      assert.ok(heard.text.startsWith(`<at>${rob.name}</at>: `), heard.text)
    })

    it('is not called where they stood by and confirmed it themselves', async () => {
      await begin()
      await world.teams.say(rob, group, `offboard ${jane.userPrincipalName}`)
      await world.teams.tap(rob, await world.teams.card(group, 'Start'), 'Start')
      await world.teams.tap(rob, await world.teams.card(group, '1 of 4', 'Confirm all'), 'Confirm all')
      await world.teams.card(group, 'What to expect')
      await world.restart()
      assert.deepEqual(textsIn(group), [])
    })

    it('is named later where Teams asks to wait before it says who is there', async () => {
      await begin({ teamsPaced: true })
      world.teams.laterBeside.member.push(30)
      await offboarded()
      await eventually(() => world.teams.beside.member === 1, 'it is asked')
      world.clock.advance(20_000)
      await world.teams.say(ava, 'a:ava', 'help')
      await world.teams.card('a:ava', 'What I do')
      assert.deepEqual([world.teams.beside.member, textsIn(group)], [1, []])
      // A little later than told: all who waited do not come at once.
      world.clock.advance(40_000)
      const heard = await world.teams.text(group, done)
      assert.ok(heard.text.startsWith(`<at>${rob.name}</at>: `), heard.text)
    })

    it('hears that nobody confirmed it in time', async () => {
      await begin()
      await world.teams.say(rob, 'a:rob', 'help')
      await world.teams.say(rob, group, `offboard ${jane.userPrincipalName}`)
      await world.teams.card(group, 'Start')
      world.clock.advance(25 * 3_600_000)
      await world.teams.text('a:rob', 'Nobody confirmed the offboarding of Jane Doe within 24 hours')
    })

    it('is told when Teams takes messages again', async () => {
      await begin()
      await world.teams.say(rob, 'a:rob', 'help')
      let isAway = false
      world.teams.on('shown', () => {
        if (isAway || !world.teams.messages.some((message) => contentOf(message).includes('What to expect'))) return
        isAway = true
        world.teams.refusals.push(...Array.from({ length: 6 }, () => 503))
      })
      await offboarded()
      await eventually(() => world.teams.refusals.length < 6, 'Teams is away')
      world.teams.refusals.length = 0
      assert.deepEqual(textsIn('a:rob'), [])
      world.clock.advance(60_000)
      await world.teams.text('a:rob', done)
      assert.equal(textsIn('a:rob').length, 1)
    })
  })

  describe('the manager', () => {
    const around = { tellsManager: true }

    it('is told nothing where the organisation has not asked for it', async () => {
      await begin()
      world.teams.installedFor.add(priya.id)
      const { review, id } = await offboarded()
      assert.ok(!asked(review).includes('manager is told'))
      assert.deepEqual(textsIn(personalChatWith(priya.id)), [])
      assert.deepEqual(await told(id), [])
    })

    it('is told who was locked out and when, and no more; the cards say so before and after', async () => {
      await begin({ around })
      world.teams.installedFor.add(priya.id)
      await world.teams.say(rob, group, `offboard ${jane.userPrincipalName} because of a theft`)
      const review = await world.teams.card(group, jane.userPrincipalName, 'Start')
      assert.ok(contentOf(review).includes('the manager is told, in a message without details: Priya Shah.'))
      await world.teams.tap(rob, review, 'Start')
      await world.teams.tap(ava, await world.teams.card(group, '1 of 4', 'Confirm all'), 'Confirm all')
      const chat = personalChatWith(priya.id)
      const heard = await world.teams.text(chat, 'Jane Doe was locked out of Microsoft 365 at')
      for (const detail of ['theft', rob.name, ava.name, 'password']) assert.ok(!heard.text.includes(detail))
      assert.equal(heard.card, null)
      await world.teams.card(group, 'What to expect', 'The manager was told at')
      await world.restart()
      assert.equal(textsIn(chat).length, 1)
    })

    it('is told later where Teams asks to wait before a chat is opened, and no instance asks before', async () => {
      await begin({ around, teamsPaced: true })
      world.teams.installedFor.add(priya.id)
      world.teams.laterBeside.opening.push(300)
      const { id } = await offboarded()
      await eventually(() => world.teams.beside.opening === 1, 'it is asked for once')
      const held = () => createPace(world.database, pino({ level: 'silent' })).ahead(openingLimit, 'bulk')
      await eventually(async () => (await held()) > 200_000, 'all instances know')
      world.clock.advance(200_000)
      await world.teams.say(rob, 'a:rob', 'help')
      await world.teams.card('a:rob', 'What I do')
      assert.deepEqual([world.teams.beside.opening, await told(id)], [1, []])
      world.clock.advance(101_000)
      await world.teams.text(personalChatWith(priya.id), 'Jane Doe was locked out of Microsoft 365 at')
      assert.equal(world.teams.beside.opening, 2)
    })

    it('is told in the chat that they have with the bot already', async () => {
      await begin({ around })
      await world.teams.say({ ...priya, locale: 'nl' }, 'a:priya', 'help')
      await world.teams.card('a:priya', 'Wat ik doe')
      await offboarded()
      await world.teams.text('a:priya', 'Jane Doe is om')
    })

    it('is told when it came true, also where the block failed at first', async () => {
      await begin({ around })
      world.teams.installedFor.add(priya.id)
      await world.teams.say({ ...priya, zone: 'UTC' }, 'a:priya', 'help')
      const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
      const blocking = { on: 'PATCH /users/{id}', having: 'accountEnabled' }
      world.simulated.faults.order({ add: [{ kind: 'refused', ...blocking, ...refusal }] })
      const { id } = await offboarded()
      world.clock.advance(20 * 3_600_000)
      await world.teams.tap(ava, await world.teams.card(group, '3 of 4', 'Try again'), 'Try again')
      const heard = await world.teams.text('a:priya', 'Jane Doe was locked out of Microsoft 365 at')
      const ended = (await readHistory(world.database, id)).findLast(({ event }) => event.type === 'outcome')
      assert.ok(heard.text.includes(`at ${new Date(ended?.at ?? 0).toISOString().slice(11, 16)} UTC`), heard.text)
    })

    it('is told no old news by a bot that was away for days', async () => {
      await begin({ around })
      world.teams.installedFor.add(priya.id)
      let isAway = false
      world.teams.on('shown', () => {
        if (isAway || !world.teams.messages.some((message) => contentOf(message).includes('What to expect'))) return
        isAway = true
        world.teams.refusals.push(...Array.from({ length: 20 }, () => 503))
      })
      const { id } = await offboarded()
      await eventually(() => world.teams.refusals.length < 20, 'Teams is away')
      await world.restart(() => {
        world.clock.advance(3 * 24 * 3_600_000)
        world.teams.refusals.length = 0
      })
      await eventually(async () => (await typesIn(id)).includes('checked'), 'the bot is back at it')
      await atRest(world)
      assert.deepEqual(textsIn(personalChatWith(priya.id)), [])
      assert.deepEqual(await told(id), [])
    })

    it('could not be told, the summary says, where the app is not installed for them', async () => {
      await begin({ around })
      const { id } = await offboarded()
      await world.teams.card(group, 'What to expect', 'The manager could not be told.')
      const [event] = await told(id)
      assert.deepEqual([event?.manager?.id, event?.failure?.status], [priya.id, 403])
    })

    it('could not be told where nobody knows who it is', async () => {
      await begin({ around })
      const user = world.company.users.find(({ id }) => id === jane.id)
      assert.ok(user)
      user.manager = null
      const { review, id } = await offboarded()
      assert.ok(asked(review).includes('it is not known who that is'))
      await world.teams.card(group, 'What to expect', 'The manager could not be told.')
      assert.equal((await told(id))[0]?.manager, null)
    })

    it('is told of no lockout that did not happen', async () => {
      await begin({ around })
      world.teams.installedFor.add(priya.id)
      await world.teams.say(rob, group, `offboard ${jane.userPrincipalName}`)
      await world.teams.tap(rob, await world.teams.card(group, 'Start'), 'Start')
      const card = await world.teams.card(group, '1 of 4', 'Confirm reset password')
      const { data } = world.teams.button(card, 'Skip')
      for (const action of ['reset-password', 'sign-out', 'block-sign-in', 'block-email'])
        await world.teams.invoke(ava, card, 'skip', { ...data, action })
      await world.teams.card(group, 'What to expect')
      await world.teams.text(group, '0 of 4 done')
      assert.deepEqual(textsIn(personalChatWith(priya.id)), [])
    })
  })
})
