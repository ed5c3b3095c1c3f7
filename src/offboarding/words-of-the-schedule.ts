import type { Voice } from './words/voice.ts'

/** A moment in full: how its date and time are written, and the zone in which they are. */
type Moment = { readonly date: string; readonly time: string; readonly zone: string }

/** What is said of a time at which something is to be done. Moments come in as `moment` has put them. */
export const scheduleWords = ({ say, anyOf }: Voice) => ({
  moment: ({ date, time, zone }: Moment) => say('schedule.moment', { date, time, zone }),
  toDoNow: say('schedule.toDoNow'),
  aboutDoNow: (name: string) => say('schedule.aboutDoNow', { name }),
  toMove: say('schedule.toMove'),
  aboutMove: (name: string) => say('schedule.aboutMove', { name }),
  another: say('schedule.another'),
  anotherPlaceholder: say('schedule.anotherPlaceholder'),

  planned: (moment: string) => say('schedule.planned', { moment }),
  plannedFor: (moment: string) => say('schedule.plannedFor', { moment }),
  inAdvance: say('schedule.inAdvance'),
  confirmed: (moment: string) => say('schedule.confirmed', { moment }),
  unread: say('schedule.unread'),
  unreadLine: (said: string, until: string) => say('schedule.unreadLine', { said, until }),
  held: say('schedule.held'),
  heldLate: (moment: string) => say('schedule.heldLate', { moment }),
  heldUnread: (moment: string, said: string) => say('schedule.heldUnread', { moment, said }),
  heldProtected: (moment: string, why: string) => say('schedule.heldProtected', { moment, why }),
  heldAdvice: say('schedule.heldAdvice'),
  late: (late: string) => say('schedule.late', { late }),
  lateUnread: (late: string) => say('schedule.lateUnread', { late }),
  hurried: (name: string) => say('schedule.hurried', { name }),

  afterItsTime: (span: string) => say('schedule.afterItsTime', { span }),
  heldOver: (span: string) => say('schedule.heldOver', { span }),

  past: (moment: string) => say('schedule.past', { moment }),
  tooFar: (moment: string) => say('schedule.tooFar', { moment }),
  unclear: say('schedule.unclear'),
  unclearOf: (said: string) => say('schedule.unclearOf', { said }),
  neither: (typed: string, said: string) => say('schedule.neither', { typed, said }),
  otherWeekday: (date: string) => say('schedule.otherWeekday', { date }),
  otherZone: (typed: string, zone: string) => say('schedule.otherZone', { typed, zone }),
  kept: (moment: string) => say('schedule.kept', { moment }),
  whichHeading: say('schedule.whichHeading'),
  which: (said: string) => say('schedule.which', { said }),
  whichOf: (moments: readonly string[]) => say('schedule.whichOf', { moments: anyOf(moments) }),
  aboutWhich: (moment: string) => say('schedule.aboutWhich', { moment }),
  movedTo: (moment: string) => say('schedule.movedTo', { moment }),
  nothingToMove: say('schedule.nothingToMove'),
  joined: (name: string, moment: string) => say('schedule.joined', { name, moment }),
  joinedNow: (name: string, moment: string) => say('schedule.joinedNow', { name, moment }),
  joinedGiven: (name: string, moment: string) => say('schedule.joinedGiven', { name, moment }),
  joinedOther: (name: string, moment: string, asked: string) => say('schedule.joinedOther', { name, moment, asked }),
  joinedAtOnce: (name: string, asked: string) => say('schedule.joinedAtOnce', { name, asked }),
  useDoNow: say('schedule.useDoNow'),
})

/** What everybody is told in a message of its own, when something happens to the time. */
export const newsWords = ({ say, allOf }: Voice) => ({
  moved: (name: string) => say('news.moved', { name }),
  movedLine: (by: string, name: string, from: string, to: string) => say('news.movedLine', { by, name, from, to }),
  setLine: (by: string, name: string, to: string) => say('news.setLine', { by, name, to }),
  staysConfirmed: say('news.staysConfirmed'),
  urgent: (name: string) => say('news.urgent', { name }),
  urgentLine: (by: string, name: string, from: string) => say('news.urgentLine', { by, name, from }),
  reminder: (name: string) => say('news.reminder', { name }),
  reminderLine: (name: string, to: string) => say('news.reminderLine', { name, to }),
  allConfirmed: say('news.allConfirmed'),
  missing: (deeds: readonly string[]) => say('news.missing', { deeds: allOf(deeds) }),
  missingLine: say('news.missingLine'),
  notStarted: say('news.notStarted'),
  held: (name: string) => say('news.held', { name }),
  asks: (name: string) => say('news.asks', { name }),
  asksChanged: (name: string) => say('news.asksChanged', { name }),
  asksLost: (name: string) => say('news.asksLost', { name }),
  asksMissing: (name: string) => say('news.asksMissing', { name }),
  asksStart: (name: string) => say('news.asksStart', { name }),
  confirmAgain: (deeds: readonly string[]) => say('news.confirmAgain', { deeds: allOf(deeds) }),
  confirm: (deeds: readonly string[]) => say('news.confirm', { deeds: allOf(deeds) }),
  thenAtOnce: say('news.thenAtOnce'),
})
