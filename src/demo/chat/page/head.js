import { byId, element, picture } from './dom.js'
import { becomes } from './place.js'
import { pictureOf } from './rail.js'

/** The bar on top: which chat, who is in it, and who you are. */
export function headOf(roster, me) {
  const select = byId('person')
  for (const [index, person] of roster.people.entries())
    select.append(element('option', { value: String(index + 1) }, `${person.name} · ${person.label}`))
  select.value = String(roster.people.indexOf(me) + 1)
  byId('person-picture').append(picture(me.name))
  let shown
  select.addEventListener('change', () => becomes(select.value, shown))
  return {
    show(chat) {
      shown = chat
      byId('chat-title').textContent = chat.title
      byId('chat-about').textContent = aboutOf(chat, roster)
      byId('chat-picture').replaceChildren(pictureOf(chat, roster.bot.name))
      document.title = `${chat.title} · ${me.name}`
    },
  }
}

function aboutOf(chat, { people, bot }) {
  if (chat.kind === 'personal') return 'Only you and the bot see this chat.'
  const names = people.filter((person) => chat.members.includes(person.id)).map((person) => person.name)
  return [...names, bot.name].join(', ')
}
