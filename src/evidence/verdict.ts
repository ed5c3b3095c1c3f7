import type { Fault, Verdict } from './verify.ts'

/** What a look at a file found, in lines for a terminal. */
export function verdictText({ faults, id, events, lastHash, key }: Verdict): string {
  const about = id === null ? [] : [`Offboarding ${id}, ${events} events.`, `Last hash ${lastHash}`]
  const signed = key === null ? 'Not signed.' : `Signed with the key ${key}. Compare it with the one that you know.`
  const found = faults.length === 0 ? ['Nothing was altered.'] : faults.map(sentenceOf)
  return [...about, ...(id === null ? [] : [signed]), ...found, ''].join('\n')
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
    case 'signature':
      return 'The signature does not fit: something in this file is altered.'
    case 'other-key':
      return 'The signature is of another key than the one given.'
    case 'not-signed':
      return 'The file is not signed, and a key was given.'
  }
}
