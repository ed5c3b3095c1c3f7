import { z } from 'zod'

/** The name of a call: a method with Graph's route template (`PATCH /users/{id}`), or an Exchange cmdlet; `*` for all. */
const on = z.string().min(1)
const times = z.number().int().positive().default(1)
/** Only calls whose JSON body has this property, at the top or among a cmdlet's parameters. */
const having = z.string().optional()
const common = { on, times, having }

const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('throttled'), ...common, retryAfterSeconds: z.number().nonnegative().default(10) }),
  z.object({
    kind: z.literal('unavailable'),
    ...common,
    status: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(503),
    retryAfterSeconds: z.number().nonnegative().optional(),
    /** The write is done all the same; only the answer is lost. */
    afterWrite: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('hang-up'), ...common, afterWrite: z.boolean().default(false) }),
  z.object({ kind: z.literal('slow'), ...common, delayMs: z.number().nonnegative() }),
  z.object({
    kind: z.literal('refused'),
    ...common,
    status: z.number().int().min(400).max(599),
    code: z.string(),
    message: z.string(),
  }),
])

/** What `POST /_faults` takes. */
export const faultOrderSchema = z.strictObject({
  add: z.array(faultSchema).default([]),
  outage: z.boolean().optional(),
  clear: z.boolean().default(false),
})

export type Fault = z.output<typeof faultSchema>
export type FaultOrder = z.input<typeof faultOrderSchema>

/** Troubles to come, in order: each call takes the first that fits it. */
export type Faults = {
  /** `{ add: [{ kind: 'throttled', on: 'PATCH /users/{id}', times: 2, retryAfterSeconds: 3 }] }` and the like. */
  order(order: FaultOrder): void
  /** While true, every connection is cut before anything is read. */
  readonly outage: boolean
  /** What is still to come. */
  readonly pending: readonly Fault[]
  take(name: string, body: unknown): Fault | undefined
}

export function newFaults(): Faults {
  let pending: Fault[] = []
  let outage = false
  return {
    order(given) {
      const { add, clear, ...rest } = faultOrderSchema.parse(given)
      pending = [...(clear ? [] : pending), ...add]
      outage = rest.outage ?? (clear ? false : outage)
    },
    get outage() {
      return outage
    },
    get pending() {
      return pending
    },
    take(name, body) {
      const fault = pending.find((one) => (one.on === '*' || one.on === name) && fits(one.having, body))
      if (fault === undefined) return undefined
      pending = pending.flatMap((one) =>
        one !== fault ? [one] : one.times > 1 ? [{ ...one, times: one.times - 1 }] : [],
      )
      return fault
    },
  }
}

const cmdletSchema = z.object({ CmdletInput: z.object({ Parameters: z.record(z.string(), z.unknown()) }) })

function fits(having: string | undefined, body: unknown): boolean {
  if (having === undefined) return true
  const parameters = cmdletSchema.safeParse(body).data?.CmdletInput.Parameters
  const object = z.record(z.string(), z.unknown()).safeParse(parameters ?? body).data
  return object !== undefined && Object.hasOwn(object, having)
}
