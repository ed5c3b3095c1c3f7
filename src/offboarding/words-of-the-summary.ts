/** How many actions ended how. `reported` are those that somebody signed for on-premises. */
export type Tally = {
  readonly of: number
  readonly done: number
  readonly unconfirmed: number
  readonly reported: number
  readonly failed: number
  readonly skipped: number
  readonly declined: number
  readonly expired: number
  readonly underWay: number
}

/** What stands on the last card. Honest: "locked out" only when everything was read back. */
export const summaryWords = {
  heading: (name: string, tally: Tally) =>
    tally.done === tally.of
      ? `${name} is locked out: ${tally.of} of ${tally.of} done`
      : `${name}: ${[`${tally.done} of ${tally.of} done`, ...rest(tally)].join(', ')}`,
  outcomes: 'The four actions',
  expectations: 'What to expect',
  outcome: (name: string, standing: string) => `${name}: ${standing.charAt(0).toLowerCase()}${standing.slice(1)}`,
  now: 'Now: new sign-ins with the old password fail.',
  sessions: (by: string) => `By ${by}, within the hour: apps that are still open stop, when their access token ends.`,
  web: 'Outlook on the web: goes on until the page changes or is loaded again.',
  email: (by: string) => `By ${by}, within 30 minutes: the six email apps stop.`,
  block: (by: string) => `By ${by}, up to 24 hours: the block is in effect everywhere.`,
  syncedBlock: 'Disable the account in Active Directory as well, or its next sync undoes the block.',
  nothing: 'Nothing changes: no action was done.',
  notCovered: 'What step 1 does not cover',
  notCoveredLines: [
    'Files, mail and mail forwarding stay as they are. So do licences, group memberships and links that were shared.',
    'Devices are not wiped and keep what they hold. Other people with access to the mailbox keep it.',
    'Outlook mobile, Outlook for Mac, the new Outlook and SMTP AUTH have switches of their own.',
  ],
  history: (count: number, digest: string) =>
    `History: ${count} ${count === 1 ? 'event' : 'events'}, digest ${digest}. An altered history has another digest.`,
  speak: (heading: string) => `${heading}.`,
} as const

function rest(tally: Tally): string[] {
  const parts: [number, string][] = [
    [tally.unconfirmed, 'not confirmed yet'],
    [tally.reported, 'reported done on-premises'],
    [tally.underWay, 'under way'],
    [tally.failed, 'failed'],
    [tally.skipped, 'skipped'],
    [tally.declined, 'declined'],
    [tally.expired, 'expired'],
  ]
  return parts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`)
}
