const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What stands between the last `@` and the caret, while somebody is still being looked for; else null. */
export function mentionBeing(text, caret) {
  const found = /(?:^|\s)@([^@\n]{0,40})$/.exec(text.slice(0, caret))
  return found ? { text: found[1], start: caret - found[1].length - 1 } : null
}

/**
 * The words as Teams sends them: each mention that still stands in the text becomes `<at>Name</at>`.
 * @param picked people chosen from the list, `{id, name}`
 * @param toBot whether the bot is mentioned though nobody typed it
 */
export function withMentions(words, picked, botName, toBot) {
  const mentions = []
  let text = words.trim()
  for (const person of [...picked].sort((a, b) => b.name.length - a.name.length)) {
    if (!text.includes(`@${person.name}`)) continue
    text = text.replaceAll(`@${person.name}`, `<at>${person.name.replace(/[<>&]/g, '')}</at>`)
    mentions.push({ kind: 'person', id: person.id, name: person.name })
  }
  const typed = new RegExp(`(^|\\s)@${escaped(botName)}(?![\\p{L}\\p{N}])`, 'giu')
  if (typed.test(text)) text = text.replace(typed, `$1<at>${botName}</at>`)
  else if (toBot) text = `<at>${botName}</at> ${text}`
  if (text.includes(`<at>${botName}</at>`)) mentions.push({ kind: 'bot' })
  return { text, mentions }
}
