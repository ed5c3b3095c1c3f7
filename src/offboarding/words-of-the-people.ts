import type { Voice } from './words/voice.ts'

/** Short messages to people who see none of the cards. Names and times come in as they are to be read. */
export const peopleWords = ({ say }: Voice) => ({
  ended: (outcome: string, asked: string) => say('people.ended', { outcome, asked }),
  cancelled: (leaver: string, by: string) => say('people.cancelled', { leaver, by }),
  manager: (leaver: string, at: string) => say('people.manager', { leaver, at }),
  managerWillBeTold: (manager: string) => say('people.managerWillBeTold', { manager }),
  managerNotKnown: say('people.managerNotKnown'),
  managerTold: (at: string) => say('people.managerTold', { at }),
  managerNotTold: say('people.managerNotTold'),
})
