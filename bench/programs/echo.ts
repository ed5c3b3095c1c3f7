import { ActivityHandler, ConversationState, MemoryStorage, type TurnContext } from 'botbuilder'
import { pino } from 'pino'
import { z } from 'zod'
import { serveBot } from '../../src/bot/server.ts'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { demoTenantId } from '../../src/demo/tenant/company.ts'
import { orderIn, serveOrders } from './orders.ts'
import { startProfile } from './profile.ts'

/** Botbuilder's echo bot with state in memory, as its samples have it, behind the same server and the same door. */
class EchoBot extends ActivityHandler {
  constructor(state: ConversationState) {
    super()
    const turns = state.createProperty<number>('turns')
    this.onMessage(async (context, next) => {
      await turns.set(context, (await turns.get(context, 0)) + 1)
      await context.sendActivity(`Echo: ${context.activity.text}`)
      await next()
    })
    this.onTurn(async (context, next) => {
      await next()
      await state.saveChanges(context)
    })
  }
}

orderIn(z.object({}))
const echo = new EchoBot(new ConversationState(new MemoryStorage()))
const server = await serveBot({
  adapter: openLocalDoor({ tenantId: demoTenantId }),
  onTurn: (context: TurnContext) => echo.run(context),
  healthy: () => true,
  log: pino({ level: 'silent' }),
  host: '127.0.0.1',
  port: 0,
})
let profile: Awaited<ReturnType<typeof startProfile>> | null = null

serveOrders({ port: server.port }, async (asked) => {
  if (asked === 'profile') profile = await startProfile()
  return asked === 'shares' ? profile?.stop() : null
})
