/** Measures once; returns milliseconds, a rate, bytes: whatever the part says. */
export type Contender = (round: number) => Promise<number>

/**
 * Measures every contender once a round, side by side. Whoever is first in one round is last in the next, so that
 * nobody gains from its place. Rounds before the first are to warm up, have numbers below zero and do not count.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
  warmUps = 1,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of turned(names, round + warmUps)) {
      const value = await contenders[name](round)
      if (round >= 0) samples[name].push(value)
    }
  }
  return samples
}

/** The same names, beginning with another one each time. */
export function turned<Name>(names: readonly Name[], by: number): Name[] {
  const start = by % names.length
  return [...names.slice(start), ...names.slice(0, start)]
}
