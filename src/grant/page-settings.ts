import { tableOf } from './table.ts'

/** Which settings widen or narrow who may do what to whom; `.env.example` has them all. */
export const settingsTable = tableOf(
  ['setting', 'usually', 'what it changes'],
  [
    ['`PROTECTED_USERS`', 'nobody', 'Object ids or user principal names that nobody may offboard with this bot.'],
    [
      '`PROTECTED_GROUP`',
      'none',
      'Nobody may offboard its members, those of groups inside it included. Read with `GroupMember.Read.All`; while it cannot be read, everybody is protected.',
    ],
    [
      '`APPROVAL`',
      '`requester`',
      'With `second-person`, whoever asked for an offboarding may not confirm it, whatever their roles.',
    ],
    ['`APPROVAL_FOR_ADMINS`', '`second-person`', 'The same for leavers who are administrators.'],
    ['`APPROVAL_EXPIRES`', '24 hours', 'After this, a plan that nobody confirmed is closed.'],
    [
      '`MAX_PER_HOUR`, `MAX_PER_HOUR_TENANT`',
      '10 and 50',
      'More offboardings than this within an hour, by one person or in the whole organisation, need a second person.',
    ],
    [
      '`SYNCED_PASSWORD`',
      '`on-premises`',
      'With `cloud`, passwords of people synced from Active Directory are reset in the cloud.',
    ],
    [
      '`MORE_EMAIL_SWITCHES`',
      '`off`',
      'With `on`, the email apps beyond the six are ticked on the review card; whoever starts may untick them.',
    ],
    ['`NOTIFY_MANAGER`', '`off`', "With `on`, the leaver's manager is told who was locked out and when."],
    [
      '`WEBHOOK_URL`, `WEBHOOK_SECRET`',
      'none',
      'Another tool is told of every step, by ids and user principal names. It can decide nothing.',
    ],
    ['`CLOUD`', '`public`', 'With `usgov`, the addresses of GCC High and DoD. Permissions and ids are the same.'],
  ],
)
