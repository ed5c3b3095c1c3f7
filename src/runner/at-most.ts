/** Waits for a promise, but no longer than `ms` milliseconds; leaves no timer behind. */
export async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1))
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}
