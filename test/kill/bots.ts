import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Order } from './bot-process.ts'

/** A bot in a process of its own. `gone` resolves when it has ended, however it came to that. */
export type Bot = { readonly url: string; readonly gone: Promise<unknown>; kill(): Promise<void> }

const script = fileURLToPath(new URL('./bot-process.ts', import.meta.url))
const answer = z.object({ port: z.number() })

/** Bots to be killed. A few stand ready, loaded and without an order, so that the next is up within moments. */
export class Bots {
  readonly #ready: { child: ChildProcess; loaded: Promise<unknown> }[] = []
  readonly #alive = new Map<ChildProcess, Promise<unknown>>()
  readonly #order: Order
  readonly #spare: number

  constructor(order: Order, spare = 2) {
    this.#order = order
    this.#spare = spare
    this.#prepare()
  }

  /** Starts one and waits until it takes messages. */
  async start(): Promise<Bot> {
    const { child, gone } = await this.begin()
    const [message] = await Promise.race([once(child, 'message'), gone.then(endedEarly)])
    const { port } = answer.parse(message)
    const kill = async () => {
      child.kill('SIGKILL')
      await gone
    }
    return { url: `http://127.0.0.1:${port}/api/messages`, gone, kill }
  }

  /** Tells one to start and does not wait for what comes of it. */
  async begin(): Promise<{ child: ChildProcess; gone: Promise<unknown> }> {
    const next = this.#ready.shift()
    this.#prepare()
    if (!next) throw new Error('no bot stands ready')
    await next.loaded
    next.child.send(this.#order)
    return { child: next.child, gone: this.#alive.get(next.child) ?? Promise.resolve() }
  }

  /** Ends all that are left. */
  async stop(): Promise<void> {
    for (const child of this.#alive.keys()) child.kill('SIGKILL')
    await Promise.all(this.#alive.values())
  }

  #prepare(): void {
    while (this.#ready.length <= this.#spare) {
      const child = fork(script)
      const gone = once(child, 'exit').then(() => this.#alive.delete(child))
      this.#alive.set(child, gone)
      this.#ready.push({ child, loaded: once(child, 'message') })
    }
  }
}

const endedEarly = (): never => {
  throw new Error('a bot ended before it took messages')
}
