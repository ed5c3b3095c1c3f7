import type { Fault, Verdict } from './verify.ts'

/** What a look at a file found, in lines for a terminal. */
export function verdictText(verdict: Verdict): string {
  const { faults, id, events, lastHash, key } = verdict
  const about = id === null ? [] : [`Offboarding ${id}, ${events} events.`, `Last hash ${lastHash}`]
  const signed = key === null ? 'Not signed.' : `Signed with the key ${key}.`
  const found = faults.length === 0 ? wholeness(verdict) : faults.map(sentenceOf)
  return [...about, ...(id === null ? [] : [signed]), ...found, ''].join('\n')
}

/** What has been shown, and no more: anybody can write a history anew whose parts fit together. */
function wholeness({ isOfKey, upTo, events, key }: Verdict): string[] {
  const last = events - 1
  const digest =
    upTo === null
      ? []
      : [
          upTo === last
            ? 'The digest is that of the last event: the history is the one that the card was of.'
            : `The digest is that of event ${upTo}: the history up to it is the one that the card was of. It says nothing of the later events.`,
        ]
  if (isOfKey) return ['Nothing was altered since the holder of the given key signed it.', ...digest]
  const known = key === null ? '' : ' Compare the key above with the one that you know, or give it with --key.'
  return [
    ...digest,
    `All its parts fit together.${known}`,
    ...(upTo === last
      ? []
      : [
          'That alone does not show that it is what was recorded: somebody could have written all of it anew. Give a key with --key, or the digest on the summary card with --digest.',
        ]),
  ]
}

function sentenceOf(fault: Fault): string {
  switch (fault.kind) {
    case 'not-evidence':
      return 'This is not a file of evidence.'
    case 'newer-version':
      return `This file is of version ${fault.version}, which a newer version of the bot can verify.`
    case 'altered':
      return `Event ${fault.seq} (${fault.type}) is altered: it is the first that does not fit its hash.`
    case 'missing':
      return `Event ${fault.seq} is missing.`
    case 'altered-in-records':
      return `The records were altered before this file was made: event ${fault.seq} did not fit its hash there.`
    case 'overview':
      return `The part "${fault.part}" is altered: it does not follow from the events.`
    case 'added':
      return `"${fault.where}" was added: no release of the bot writes it.`
    case 'not-as-read':
      return 'The text is not what a program reads in it, such as a name that stands twice.'
    case 'about-signature':
      return 'What the file says of its signature is not true of the key in it.'
    case 'other-digest':
      return 'No event has the digest that was given.'
    case 'signature':
      return 'The signature does not fit: something in this file is altered.'
    case 'other-key':
      return 'The signature is of another key than the one given.'
    case 'not-signed':
      return 'The file is not signed, and a key was given.'
  }
}
