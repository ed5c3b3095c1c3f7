import { element } from './dom.js'

const pause = 120
let count = 0

/**
 * A list under a text field that follows what is typed: arrow keys, Enter or Tab, Escape, and the mouse.
 * @param field the input or textarea; focus stays in it
 * @param list an empty element with the role listbox
 * @param ask `(): Promise<Choice[]> | null`, null when nothing is being looked for; a choice is `{title, note, …}`
 * @param choose told of the choice that was made
 */
export function suggest({ field, list, ask, choose }) {
  let choices = []
  let active = -1
  let timer = 0
  let asked = 0

  const close = () => {
    asked++
    choices = []
    list.hidden = true
    list.replaceChildren()
    point(-1)
  }
  const point = (index) => {
    active = index
    for (const [at, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(at === index))
    const option = list.children[index]
    if (option) field.setAttribute('aria-activedescendant', option.id)
    else field.removeAttribute('aria-activedescendant')
    if (field.role === 'combobox') field.setAttribute('aria-expanded', String(!list.hidden))
    option?.scrollIntoView({ block: 'nearest' })
  }
  const take = (index) => {
    const choice = choices[index]
    close()
    choose(choice)
  }
  const show = (found) => {
    choices = found
    list.replaceChildren(...found.map((choice, index) => optionOf(choice, () => take(index))))
    if (found.length === 0) list.append(element('div', { class: 'nobody' }, 'Nobody found'))
    list.hidden = false
    list.scrollIntoView({ block: 'nearest' })
    point(found.length > 0 ? 0 : -1)
  }
  const look = async () => {
    const answer = ask()
    if (answer === null) return close()
    const mine = ++asked
    const found = await answer.catch(() => [])
    if (mine === asked) show(found)
  }
  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(look, pause)
  })
  field.addEventListener('blur', close)
  // Capturing, so that Enter takes a choice before anything else sees it.
  field.addEventListener('keydown', (event) => void (list.hidden || onKey(event)), true)

  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) point((active + step + choices.length) % Math.max(choices.length, 1))
    else if (event.key === 'Escape') close()
    else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) take(active)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}

function optionOf({ title, note }, take) {
  const option = element('div', { role: 'option', id: `option-${++count}`, 'aria-selected': 'false' }, title)
  if (note) option.append(element('span', { class: 'note' }, note))
  // Pressing the mouse would move the focus out of the field first.
  option.addEventListener('mousedown', (event) => event.preventDefault())
  option.addEventListener('click', take)
  return option
}
