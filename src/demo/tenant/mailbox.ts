/**
 * The switches of Set-CASMailbox that Exchange Online takes, with their defaults. The six of the article come first.
 * Those for on-premises servers only (ECPEnabled and others) are not among them.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/set-casmailbox
 */
export const mailboxSwitches = {
  ActiveSyncEnabled: true,
  OWAEnabled: true,
  MAPIEnabled: true,
  EwsEnabled: true,
  PopEnabled: true,
  ImapEnabled: true,
  OutlookMobileEnabled: true,
  MacOutlookEnabled: true,
  OneWinNativeOutlookEnabled: true,
  UniversalOutlookEnabled: true,
  OWAforDevicesEnabled: true,
  /** The other way round: true means off, null means what the organisation says. */
  SmtpClientAuthenticationDisabled: null,
} as const

export type MailboxSwitch = keyof typeof mailboxSwitches
export type Mailbox = { [name in MailboxSwitch]: boolean | null }

export const isMailboxSwitch = (name: string): name is MailboxSwitch => Object.hasOwn(mailboxSwitches, name)
