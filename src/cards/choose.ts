import { Template } from 'adaptivecards-templating'
import type { Words } from '../offboarding/words.ts'
import type { Found } from '../tenant/tenant.ts'
import { execute, plain, type RenderedCard, render, shortName } from './card.ts'
import template from './choose.json' with { type: 'json' }

const chooseTemplate = new Template(template)

/** A row for each person found, two to eight of them; the button carries the object id. `asked` is what was typed. */
export function chooseCard(
  words: Words,
  found: readonly Found[],
  asked: string,
  heading = words.finding.chooseHeading,
): RenderedCard {
  const { noneOfThem, aboutNoneOfThem } = words.finding
  const intro = words.conversation.chooseFrom(shortName(asked), found.length)
  const root = {
    heading,
    intro,
    people: found.map((person, index) => rowOf(words, person, index + 1)),
    otherwise: [execute(noneOfThem, 'cancel-search', {}, { tooltip: aboutNoneOfThem })],
  }
  const names = found.map((person, index) => `${words.finding.row(index + 1, shortName(person.displayName))}.`)
  return render(chooseTemplate, root, {
    summary: `${intro} ${heading}`,
    speak: [intro, heading, ...names].join(' '),
  })
}

function rowOf(words: Words, person: Found, place: number) {
  const name = shortName(person.displayName)
  const userPrincipalName = plain(person.userPrincipalName, 80)
  const tooltip = words.finding.aboutChoose(name, shortName(person.userPrincipalName))
  return {
    name: words.finding.row(place, name),
    userPrincipalName,
    place: placeOf(words, person),
    buttons: [execute(words.finding.toChoose(name), 'choose', { leaver: person.id }, { tooltip })],
  }
}

function placeOf(words: Words, { jobTitle, department, accountEnabled }: Found): string {
  const { enabled, blocked, notKnown, notSaid } = words.facts
  const account = accountEnabled === null ? notKnown(notSaid) : accountEnabled ? enabled : blocked
  return [jobTitle, department, account].flatMap((text) => (text ? [shortName(text)] : [])).join(' · ')
}
