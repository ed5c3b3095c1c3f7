/** What a set of measurements says: the middle and the middle half of it. The unit is that of the measurements. */
export type Spread = {
  readonly count: number
  readonly median: number
  readonly q1: number
  readonly q3: number
}

/**
 * The value below which this part of the samples lies, between two samples in proportion (R's type 7, which
 * spreadsheets use as well): https://doi.org/10.2307/2684934
 * @param part from 0 to 1
 */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new Error('nothing was measured')
  return below + (above - below) * (place - Math.floor(place))
}

export function spreadOf(samples: readonly number[]): Spread {
  return {
    count: samples.length,
    median: quantile(samples, 0.5),
    q1: quantile(samples, 0.25),
    q3: quantile(samples, 0.75),
  }
}

/**
 * The ratios of two contenders, round by round: what slows a whole round down slows both, and does not count.
 * @throws Error when one of them has more rounds than the other
 */
export function ratiosOf(ours: readonly number[], theirs: readonly number[]): number[] {
  if (ours.length !== theirs.length) throw new Error('a round is missing')
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
}
