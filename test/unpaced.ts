import type { Pace } from '../src/records/pace.ts'

/** The same pace, but nobody waits for Teams: tests whose subject is something else would only take longer. */
export const unpacedInTeams = (pace: Pace): Pace => ({
  ...pace,
  take: async (limit, units, waiting) =>
    limit.name.startsWith('teams') ? undefined : pace.take(limit, units, waiting),
})
