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
