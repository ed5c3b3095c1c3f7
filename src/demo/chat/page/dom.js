/** An element with its attributes and children; text goes in as text, never as markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value)
  made.append(...children)
  return made
}

export const byId = (id) => document.getElementById(id)

const hues = [212, 262, 328, 12, 34, 150, 182]

/** A round picture with a person's initials, or the bot's sign. Decoration only: the name stands beside it. */
export function picture(name, isBot = false) {
  if (isBot) return element('img', { src: 'bot.svg', alt: '', class: 'picture' })
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const initials = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '').join('')
  const made = element('span', { class: 'picture', 'aria-hidden': 'true' }, initials.toUpperCase())
  made.style.setProperty('--hue', hues[[...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % hues.length])
  return made
}

export function groupPicture() {
  const made = element('span', { class: 'picture picture-group', 'aria-hidden': 'true' }, 'IT')
  made.style.setProperty('--hue', 188)
  return made
}
