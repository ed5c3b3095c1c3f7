/**
 * Who sits at this tab and which chat is shown. The address says it (`?as=2&chat=group`: `as` is a number from 1 or an
 * Entra object id, `chat` a conversation id, `personal` or `group`), else the tab remembers it over a reload.
 */
export function placeOf(roster) {
  const address = new URLSearchParams(location.search)
  const said = (key) => address.get(key) ?? sessionStorage.getItem(key)
  const me = personOf(roster, said('as'))
  const chats = roster.conversations.filter((conversation) => conversation.members.includes(me.id))
  return { me, chats, chat: chatOf(chats, said('chat')) }
}

function personOf({ people }, said) {
  return people[Number(said) - 1] ?? people.find((person) => person.id === said) ?? people[0]
}

function chatOf(chats, said) {
  const kind = { personal: 'personal', group: 'groupChat' }[said]
  const personal = chats.find((chat) => chat.kind === 'personal')
  return chats.find((chat) => chat.id === said) ?? chats.find((chat) => chat.kind === kind) ?? personal ?? chats[0]
}

const addressOf = (number, chat) =>
  `?${new URLSearchParams({ as: number, chat: chat.kind === 'personal' ? 'personal' : 'group' })}`

export function remember(roster, me, chat) {
  const number = roster.people.indexOf(me) + 1
  sessionStorage.setItem('as', number)
  sessionStorage.setItem('chat', chat.id)
  history.replaceState(null, '', addressOf(number, chat))
}

/** Another person begins with a clean page. */
export function becomes(number, chat) {
  location.assign(addressOf(number, chat))
}
