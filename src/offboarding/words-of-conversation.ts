import type { Voice } from './words/voice.ts'

/** What the bot says in a chat. Names and typed words come in as they are; whoever sends Markdown escapes them. */
export const conversationWords = ({ say }: Voice) => ({
  greeting: say('conversation.greeting'),
  unknownCommand: say('conversation.unknownCommand'),
  askWhom: say('conversation.askWhom'),
  askAgain: say('conversation.askAgain'),
  nobodyFound: (asked: string) => say('conversation.nobodyFound', { asked }),
  tooManyFound: (asked: string, limit: number) => say('conversation.tooManyFound', { asked, limit }),
  chooseFrom: (asked: string, count: number) => say('conversation.chooseFrom', { asked, count }),
  approvesHere: say('conversation.approvesHere'),
  approvesHereAlready: say('conversation.approvesHereAlready'),
  approveOnlyInGroups: say('conversation.approveOnlyInGroups'),
  approvalsMoved: (name: string) => say('conversation.approvalsMoved', { name }),
  brakeOfPerson: (name: string, count: number) => say('conversation.brakeOfPerson', { name, count }),
  brakeOfOrganisation: (count: number) => say('conversation.brakeOfOrganisation', { count }),
  received: say('conversation.received'),
  searchCancelled: say('conversation.searchCancelled'),
  offboardingCancelled: (name: string) => say('conversation.offboardingCancelled', { name }),
  nothingToCancel: say('conversation.nothingToCancel'),
  cannotCancelNow: say('conversation.cannotCancelNow'),
  joined: (name: string, at: string) => say('conversation.joined', { name, at }),
  notYourSearch: say('conversation.notYourSearch'),
  gone: say('conversation.gone'),
  oldSearch: say('conversation.oldSearch'),
  unreadableTap: say('conversation.unreadableTap'),
  wentWrong: (reference: string) => say('conversation.wentWrong', { reference }),
  wentWrongPerhapsChanged: (reference: string) => say('conversation.wentWrongPerhapsChanged', { reference }),
  recordsFull: (reference: string) => say('conversation.recordsFull', { reference }),
  recordsAway: (reference: string) => say('conversation.recordsAway', { reference }),
  recordsAwayAtTap: (reference: string) => say('conversation.recordsAwayAtTap', { reference }),
})

/** The labels of the cards that find the leaver. */
export const findingWords = ({ say }: Voice) => ({
  chooseHeading: say('finding.chooseHeading'),
  /** The number may be typed as well. */
  row: (place: number, name: string) => say('finding.row', { place, name }),
  toChoose: (name: string) => say('finding.toChoose', { name }),
  aboutChoose: (name: string, userPrincipalName: string) => say('finding.aboutChoose', { name, userPrincipalName }),
  noneOfThem: say('finding.noneOfThem'),
  aboutNoneOfThem: say('finding.aboutNoneOfThem'),
  askHeading: say('finding.askHeading'),
  person: say('finding.person'),
  personPlaceholder: say('finding.personPlaceholder'),
  name: say('finding.name'),
  namePlaceholder: say('finding.namePlaceholder'),
  toFind: say('finding.toFind'),
  toCancel: say('finding.toCancel'),
  aboutCancel: say('finding.aboutCancel'),
})

const commands = [
  'byName',
  'byAddress',
  'withReason',
  'byList',
  'atTime',
  'move',
  'asking',
  'status',
  'history',
  'evidence',
  'undo',
  'approveHere',
  'cancel',
  'help',
] as const

export const helpWords = ({ say }: Voice) => ({
  heading: say('help.heading'),
  lines: [say('help.what'), say('help.how'), say('help.promise')],
  commandsHeading: say('help.commandsHeading'),
  commands: commands.map((name) => ({ typed: say(`help.${name}.typed`), meaning: say(`help.${name}.meaning`) })),
})
