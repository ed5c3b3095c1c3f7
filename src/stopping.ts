import { Failure } from './errors.ts'

/** Resolves when the process is asked to stop (SIGTERM, SIGINT). A second time, it stops at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
    }
  })
}

/** Runs a program; what it cannot start with is said in plain sentences, without a stack, and with exit code 2. */
export async function startOrExplain(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
