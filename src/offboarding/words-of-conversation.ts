/** What the bot says in a chat. Names and typed words come in as they are; whoever sends Markdown escapes them. */
export const conversationWords = {
  greeting:
    'Hello. I lock a leaver out of Microsoft 365, one confirmed action at a time. Type offboard and a name to begin.',
  unknownCommand: 'I did not understand that. Type offboard and a name, such as offboard Jane, or type help.',
  askWhom: 'Whom do you want to offboard?',
  askAgain: 'Please pick a person, or type a name or an address.',
  nobodyFound: (asked: string) =>
    `Nobody was found for “${asked}”. Try another spelling, or the address they sign in with.`,
  tooManyFound: (asked: string, limit: number) =>
    `More than ${limit} people match “${asked}”. Add a surname, or type the address they sign in with.`,
  chooseFrom: (asked: string, count: number) => `${count} people match “${asked}”.`,
  approvesHere: 'This chat is now the approvals chat. Offboardings that are started are shown here.',
  approvesHereAlready: 'This chat is the approvals chat already. Offboardings that are started are shown here.',
  approveOnlyInGroups:
    'Only a group chat or a channel can be the approvals chat, so that a second person sees it. Type approve here in one with the approvers.',
  approvalsMoved: (name: string) => `Approvals moved to another chat, by ${name}.`,
  brakeOfPerson: (name: string, count: number) =>
    `${name} started ${count} offboardings within an hour. From here on each needs a second person. If this is not expected, ask ${name} before you confirm, and check that account.`,
  brakeOfOrganisation: (count: number) =>
    `${count} offboardings were started in your organisation within an hour. From here on each needs a second person. If this is not expected, ask whoever started them before you confirm.`,
  received: 'Received. The answer follows.',
  searchCancelled: 'Cancelled. Nothing was changed.',
  offboardingCancelled: (name: string) => `The offboarding of ${name} is cancelled. Nothing was changed.`,
  nothingToCancel: 'There is nothing to cancel here.',
  cannotCancelNow: 'This offboarding has started. Use Decline on its first card to stop what has not begun.',
  joined: (name: string, at: string) => `${name} already asked for this at ${at}. Here it is.`,
  onlyTheAsker: (name: string) =>
    `Only ${name} may choose, because they asked. Type offboard and a name to ask yourself.`,
  notYourSearch: 'Only the person who asked may choose. Type offboard and a name to ask yourself.',
  searchUnavailable: 'The directory could not be searched just now. Nothing was changed. Try again in a minute.',
  factsUnavailable: 'This account could not be read just now. Nothing was changed. Try again in a minute.',
  gone: 'This card belongs to an offboarding that is no longer here. Type offboard and the name to ask again.',
  oldSearch: 'This search is over. Type offboard and a name to search again.',
  unreadableTap: 'This card could not be understood. Nothing was changed. Type offboard and the name to see it afresh.',
  onlyInTeams: 'I work in Microsoft Teams only.',
  otherOrganisation: 'I serve another organisation, so I cannot help you here.',
  wentWrong: (reference: string) => `Something went wrong on our side. Reference ${reference}. Nothing was changed.`,
  wentWrongPerhapsChanged: (reference: string) =>
    `Something went wrong on our side. Reference ${reference}. The card shows what was done.`,
} as const

/** The labels of the cards that find the leaver. */
export const findingWords = {
  chooseHeading: 'Who is leaving?',
  /** The number may be typed as well. */
  row: (place: number, name: string) => `${place} · ${name}`,
  toChoose: (name: string) => `Choose ${name}`,
  aboutChoose: (name: string, userPrincipalName: string) => `Choose ${name}, ${userPrincipalName}`,
  noneOfThem: 'None of them',
  aboutNoneOfThem: 'End this search; nothing is changed',
  askHeading: 'Offboard somebody',
  person: 'Pick a person',
  personPlaceholder: 'Search for a person',
  name: 'Or type a name or an address',
  namePlaceholder: 'Jane Doe or jane@contoso.com',
  toFind: 'Find',
  toCancel: 'Cancel',
  aboutCancel: 'End this search; nothing is changed',
} as const

export const helpWords = {
  heading: 'What I do',
  lines: [
    'I do step 1 of removing a former employee from Microsoft 365: reset the password, sign them out everywhere, block sign-in, and block email.',
    'You find the person. An approver with the right role confirms each action. I do it, read back from Microsoft that it took, and say when it takes effect.',
    'Nothing is done without a confirmation, and nobody ever sees the new password.',
  ],
  commandsHeading: 'What you can type',
  commands: [
    { typed: 'offboard Jane', meaning: 'finds Jane by name' },
    { typed: 'offboard jane@contoso.com', meaning: 'finds her by address' },
    { typed: 'offboard Jane because she left', meaning: 'keeps the reason' },
    { typed: 'offboard', meaning: 'asks whom' },
    { typed: 'approve here', meaning: 'shows offboardings in this group chat or channel, for approvers to decide' },
    { typed: 'cancel', meaning: 'ends what you began here' },
    { typed: 'help', meaning: 'shows this card' },
  ],
} as const
