import markdownIt from './library/markdown-it.js'

const inCards = ['emphasis', 'link', 'list', 'newline', 'escape', 'entity']
const inMessages = [...inCards, 'backticks', 'strikethrough', 'blockquote', 'autolink']

/** Teams draws a subset of Markdown, less of it in cards than in messages, and no HTML. */
const cards = rendererOf(inCards)
const messages = rendererOf(inMessages)

export const cardHtml = (text) => cards.render(text)
export const messageHtml = (text) => messages.render(text)

function rendererOf(rules) {
  const renderer = markdownIt('zero', { html: false, breaks: true }).enable(rules)
  renderer.inline.ruler.before('escape', 'mention', mention)
  renderer.renderer.rules.mention = (tokens, index) =>
    `<span class="mention">${renderer.utils.escapeHtml(tokens[index].content)}</span>`
  renderer.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
    tokens[index].attrSet('target', '_blank')
    tokens[index].attrSet('rel', 'noopener noreferrer')
    return self.renderToken(tokens, index, options)
  }
  return renderer
}

/** `<at>Name</at>`, Teams' way to write a mention. */
function mention(state, silent) {
  const found = /^<at>([^<]*)<\/at>/.exec(state.src.slice(state.pos, state.pos + 300))
  if (!found) return false
  if (!silent) state.push('mention', '', 0).content = found[1]
  state.pos += found[0].length
  return true
}
