// Runs inside the chat page, after axe-core. `seen()` says of each card what cannot be read off its JSON.
globalThis.seen = () => {
  const page = document.documentElement
  axe.setup()
  const told = {
    scrollsSideways: [page, ...document.querySelectorAll('.log')].some((one) => one.scrollWidth > one.clientWidth),
    pageScrolls: page.scrollHeight > page.clientHeight,
    cards: cards().map((card) => ({
      id: card.closest('[data-activity-id]').dataset.activityId,
      beyondTheEdge: beyondTheEdge(card),
      cutOff: [...card.querySelectorAll('*')].filter(isCutOff).map(wordsOf),
      outOfOrder: outOfOrder(card),
      withoutLines: boxesOf(card).filter(hasNoLine).map(wordsOf),
      beginsWithHeading: card.querySelector('[role="heading"]')?.contains(runsOf(card)[0].node) ?? false,
      buttons: [...card.querySelectorAll('button')].map(buttonOf),
    })),
  }
  axe.teardown()
  return told
}

/** What axe-core finds wrong on the page, and what it cannot decide on a card. */
globalThis.audit = async (runOnly) => {
  const found = await axe.run({ runOnly, elementRef: true, resultTypes: ['violations', 'incomplete'] })
  const sentences = ({ id, nodes }, holds) => nodes.filter(holds).map(({ html }) => `${id}: ${html}`)
  return [
    ...found.violations.flatMap((rule) => sentences(rule, () => true)),
    ...found.incomplete.flatMap((rule) => sentences(rule, ({ element }) => element.closest('.card'))),
  ]
}

/** How many buttons and fields the cards have; from now on `visited` says which had the focus, and whether one sees it. */
globalThis.watchFocus = () => {
  const controls = cards().flatMap((card) => [...card.querySelectorAll('button, input, select, textarea')])
  globalThis.visited = []
  document.addEventListener('focusin', ({ target }) => {
    const isInSight = getComputedStyle(target).outlineStyle !== 'none'
    globalThis.visited.push({ control: controls.indexOf(target), isInSight })
  })
  return controls.length
}

const cards = () => [...document.querySelectorAll('.log:not([hidden]) .card')]
const wordsOf = (element) => element.textContent || element.value || element.placeholder

function beyondTheEdge(card) {
  const { left, right } = card.getBoundingClientRect()
  const isBeyond = (box) => box.width > 0 && (box.left < left || box.right > right)
  return [...card.querySelectorAll('*')].filter((one) => isBeyond(one.getBoundingClientRect())).map(wordsOf)
}

/** Its words run out of its box. What somebody typed may: a field scrolls; the words that are there before do not. */
function isCutOff(element) {
  if (element.matches('input, textarea')) return element.matches('input') && widthOf(element) > element.clientWidth
  const hides = getComputedStyle(element).overflow !== 'visible'
  return hides && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight)
}

function widthOf(field) {
  const { font, paddingLeft, paddingRight } = getComputedStyle(field)
  const canvas = document.createElement('canvas').getContext('2d')
  canvas.font = font
  const words = canvas.measureText(field.placeholder).width
  return words + Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight)
}

/** What is read and used, as it stands in the document: each run of text, each field. */
function runsOf(card) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  const runs = []
  while (walker.nextNode()) {
    const node = walker.currentNode
    const isField = node.nodeType === Node.ELEMENT_NODE && node.matches('input, textarea')
    if (!isField && (node.nodeType !== Node.TEXT_NODE || node.data.trim() === '')) continue
    const lines = isField ? [node.getBoundingClientRect()] : linesOf(node)
    if (lines.length > 0) runs.push({ node, words: node.data ?? wordsOf(node), lines })
  }
  return runs
}

function linesOf(text) {
  const range = document.createRange()
  range.selectNodeContents(text)
  return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1)
}

/** A run that stands neither below the run before it nor, where they share a line, to the right of it. */
function outOfOrder(card) {
  const runs = runsOf(card)
  return runs.flatMap(({ words, lines: [first] }, index) => {
    const before = runs[index - 1]?.lines ?? []
    const isBelow = before.every(({ bottom }) => first.top >= bottom - 2)
    const isBeside = before.every(({ right }) => first.left >= right - 1) && first.bottom > before[0]?.top
    const last = before.at(-1)
    const goesOn = last && first.left >= last.right - 1 && first.bottom > last.top
    return isBelow || isBeside || goesOn ? [] : [words]
  })
}

/** The parts of a card that stand out by a background of their own. */
const boxesOf = (card) => [...card.querySelectorAll('.ac-container .ac-container[style*="background-color"]')]

function hasNoLine(box) {
  const { borderStyle, outlineStyle } = getComputedStyle(box)
  return borderStyle === 'none' && outlineStyle === 'none'
}

function buttonOf(button) {
  const { width, height } = button.getBoundingClientRect()
  const name = axe.commons.text.accessibleText(button)
  return { title: button.innerText, name, width, height }
}
