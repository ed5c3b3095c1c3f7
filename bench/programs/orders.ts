import { z } from 'zod'

const envelope = z.object({ wanted: z.unknown() })

/** The order that a program of the bench was started with. */
export const orderIn = <T>(schema: z.ZodType<T>): T => schema.parse(JSON.parse(process.argv[2] ?? '{}'))

/** Says that this program is ready, then answers one order after another, until its parent is gone. */
export function serveOrders(ready: object, answer: (wanted: unknown) => Promise<unknown>): void {
  process.on('message', async (message) => {
    try {
      process.send?.({ answer: (await answer(envelope.parse(message).wanted)) ?? null })
    } catch (error) {
      process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.once('disconnect', () => process.exit(1))
  process.send?.({ ready })
}
