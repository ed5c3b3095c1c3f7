import assert from 'node:assert/strict'
import { once } from 'node:events'
import { z } from 'zod'
import type { ApprovalRules } from '../../src/offboarding/policy.ts'
import { readHistory } from '../../src/records/history.ts'
import { startWorld, type World } from '../offboard.ts'
import { buttonsOf, type Message, type TapReply, type TeamsPerson } from '../teams.ts'
import { cast, type Happening, leavers, type Story } from './happenings.ts'
import { Witness } from './witness.ts'

const groupChat = '19:it-approvals@thread.v2'

/** One story on a bot of its own, from the first word to the last check. @returns how many writes it brought about */
export async function play(story: Story): Promise<number> {
  const { rules } = story
  const world = await startWorld({ rules, brake: { maxPerHour: 100, maxPerHourTenant: 100 } })
  try {
    return await new Play(world, story.leaver, rules).run(story)
  } finally {
    await world.stop()
  }
}

class Play {
  readonly #world: World
  readonly #leaver: TeamsPerson & { userPrincipalName: string }
  readonly #witness: Witness

  constructor(world: World, leaver: number, rules: ApprovalRules) {
    this.#world = world
    this.#leaver = leavers[leaver] ?? cast[0] ?? assert.fail()
    this.#witness = new Witness(world, this.#leaver, cast, rules)
  }

  async run({ requester, happenings }: Story): Promise<number> {
    const by = this.#person(requester === 1 ? 1 : 0)
    await this.#ask(by, groupChat)
    await this.#quiet()
    await this.#tap([by], 0, false, null)
    await this.#quiet()
    for (const happening of happenings) await this.#happen(happening)
    await this.#quiet()
    return this.#witness.check()
  }

  async #happen(happening: Happening): Promise<void> {
    const { teams, clock, company, simulated } = this.#world
    switch (happening.kind) {
      case 'ask': {
        const by = this.#person(happening.who)
        return this.#ask(by, happening.group ? groupChat : `a:${by.id}`)
      }
      case 'tap':
        return this.#tap(
          happening.who.map((who) => this.#person(who)),
          happening.pick,
          happening.old,
          happening.forged,
        )
      case 'approve here':
        await teams.say(this.#person(happening.who), groupChat, 'approve here')
        return
      case 'role': {
        const id = happening.who === 'leaver' ? this.#leaver.id : this.#person(happening.who).id
        const { role } = happening
        const { roleAssignments } = company
        const held = roleAssignments.findIndex((one) => one.principalId === id && one.role === role)
        if (held >= 0) roleAssignments.splice(held, 1)
        else roleAssignments.push({ principalId: id, role, directoryScopeId: '/' })
        return this.#changed()
      }
      case 'enabled': {
        const user = company.users.find(({ id }) => id === this.#person(happening.who).id)
        if (user && user.id !== this.#leaver.id) user.accountEnabled = !user.accountEnabled
        return this.#changed()
      }
      case 'time':
        clock.advance(happening.ms)
        return
      case 'restart':
        return this.#world.restart()
      case 'trouble':
        simulated.faults.order(happening.order)
        return
      case 'quiet':
        return this.#quiet()
    }
  }

  /** What was answered before belongs to the time before. */
  #changed(): void {
    this.#world.clock.advance(5)
    this.#witness.look()
  }

  async #ask(by: TeamsPerson, chat: string): Promise<void> {
    assert.equal(await this.#world.teams.say(by, chat, `offboard ${this.#leaver.userPrincipalName}`), 200)
  }

  /** Everybody at once on one button. Whoever reads that nothing was changed has changed nothing. */
  async #tap(by: readonly TeamsPerson[], pick: number, old: boolean, forged: object | null): Promise<void> {
    const buttons = this.#buttons(old)
    const chosen = buttons[pick % Math.max(1, buttons.length)]
    if (!chosen) return
    const data = { ...chosen.data, ...forged }
    const before = await this.#deeds()
    const tapped = by.map((one) => this.#world.teams.invoke(one, chosen.message, String(chosen.verb), data))
    const replies = await Promise.all(tapped)
    const after = await this.#deeds()
    for (const [index, reply] of replies.entries()) {
      assert.equal(reply.status, 200)
      assert.equal(reply.body.statusCode, 200)
      assert.doesNotMatch(JSON.stringify(reply.body), /Reference [0-9A-F]{8}/, 'a bug, not a refusal')
      const person = by[index]?.id ?? ''
      const alone = by.filter(({ id }) => id === person).length === 1
      if (alone && isRefused(reply))
        assert.equal(after.get(person) ?? 0, before.get(person) ?? 0, JSON.stringify(reply.body))
    }
  }

  #buttons(old: boolean) {
    const from = (message: Message) => (old ? message.versions : [message.card])
    return this.#world.teams.messages.flatMap((message) =>
      buttonsOf(from(message)).map(({ verb, data }) => ({ message, verb, data })),
    )
  }

  /** How many lines of the histories are somebody's own deed. */
  async #deeds(): Promise<Map<string, number>> {
    const { database } = this.#world
    const rows = await database.db.selectFrom('offboarding').select('id').execute()
    const histories = await Promise.all(rows.map(({ id }) => readHistory(database, id)))
    const deeds = new Map<string, number>()
    for (const { event } of histories.flat()) {
      const by = event.type === 'outcome' ? (event.outcome.kind === 'skipped' ? event.outcome.by : null) : byOf(event)
      if (by) deeds.set(by.id, (deeds.get(by.id) ?? 0) + 1)
    }
    return deeds
  }

  /** Waits until the bot has done what is due, or until half a second has passed. */
  async #quiet(): Promise<void> {
    const until = Date.now() + 500
    while (Date.now() < until) {
      const { database } = this.#world
      const busy = await database.db
        .selectFrom('offboarding')
        .select('id')
        .where((where) => where.or([where('lease', 'is not', null), where('due_at', '<=', database.now())]))
        .executeTakeFirst()
      if (!busy) return
      await Promise.race([once(this.#world.teams, 'shown'), new Promise((resolve) => setTimeout(resolve, 4))])
    }
  }

  #person(who: number): TeamsPerson {
    return cast[who % cast.length] ?? assert.fail()
  }
}

const byOf = (event: object) => ('by' in event ? (event.by as TeamsPerson) : null)

const spoken = z.looseObject({ speak: z.string() })

/** A sentence instead of a card, or above it; what is read aloud begins with it. */
function isRefused({ body }: TapReply): boolean {
  if (typeof body.value === 'string') return true
  return /Nothing was (changed|done)/.test(spoken.parse(body.value).speak)
}
