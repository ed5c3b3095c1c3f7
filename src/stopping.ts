import { setTimeout } from 'node:timers/promises'
import type { BotServer } from './bot/server.ts'
import { Failure } from './errors.ts'
import { atMost } from './runner/at-most.ts'

/**
 * What is given for the end, in milliseconds, all told: whoever runs the bot waits for 30 seconds and then kills it
 * (docs/deploy.md). Turns and calls to Microsoft have the most of it, the records and measurements what is left.
 */
const stopsWithin = 24_000
const callsWithin = 15_000
const closesWithin = 4_000

type Stoppable = { stop(ms: number): Promise<void> }
type Parts = {
  readonly server: BotServer
  /** What works on offboardings, and whatever else is begun by itself. */
  readonly working: readonly Stoppable[]
  /** Ended after everything else, one after the other. */
  readonly closing: readonly (() => Promise<void>)[]
}

/**
 * Waits until the process is asked to stop, and brings it to its end. At SIGTERM it first says at /readyz that it is
 * going, and works on as before for `graceMs`: whoever spreads messages over the instances learns of it only when he
 * asks next, and what he sends until then is somebody's tap. Ctrl-C in a terminal has nobody in front of it.
 */
export async function stopWhenAsked({ server, working, closing }: Parts, graceMs: number): Promise<void> {
  const signal = await asked()
  server.announceEnd()
  const grace = signal === 'SIGTERM' ? graceMs : 0
  if (grace > 0) await setTimeout(grace)
  const left = Math.min(callsWithin, stopsWithin - closesWithin - grace)
  await atMost(left, Promise.all([server.close(left), ...working.map((one) => one.stop(left))]))
  await atMost(closesWithin, inOrder(closing))
}

/** A second time, it stops at once. */
function asked(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve(signal)
      })
    }
  })
}

async function inOrder(all: readonly (() => Promise<void>)[]): Promise<void> {
  for (const one of all) await one()
}

/**
 * Runs a program and ends the process with it: a call that was given up may still be waiting for Microsoft, and what was
 * begun before a failure may still be running. What it cannot start with is said in plain sentences, without a stack,
 * and with exit code 2.
 */
export async function startOrExplain(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
  process.exit()
}
