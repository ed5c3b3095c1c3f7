import assert from 'node:assert/strict'
import { read, readCode, type SourceFile } from './files.ts'

/** Comments, and what operators read instead of a person in a chat: the log and errors. */
const notSaid = [
  /\/\*[\s\S]*?\*\//g,
  /(?<=^|\s)\/\/[^\n]*/g,
  /\blog\.\w+\((?:[^()]|\([^()]*\))*\)/g,
  /\bnew (?:Error|Failure)\((?:[^()]|\([^()]*\))*\)/g,
]

/** Commands for PowerShell and filters for Graph are the same in every language. */
const isCommand = (text: string) => /\b(Get|Set|Disable)-AD\w+|^\w+ eq \$\{/.test(text)

/** What operators read on a terminal. */
const forTerminals = /^src\/evidence\/(asked|export|verdict)\.ts$/

/** What only programs get to see: Bot Framework's answers over HTTP, and why an activity was not let in. */
const forPrograms = /^src\/bot\/(server|adapter|door|activity)\.ts$/

/** Strings that read like words for a person: two words with a space between them. */
function sentencesOf({ path, text }: SourceFile): string[] {
  const said = notSaid.reduce((rest, pattern) => rest.replace(pattern, ' '), text)
  const literals = [...said.matchAll(/'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g)]
  return literals
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .filter((literal) => /\p{L}{2,}[,.:;]? \p{L}{2,}/u.test(literal.replace(/\$\{[^}]*\}/g, '')) && !isCommand(literal))
    .map((literal) => `${path}: ${literal}`)
}

/** The same for a template: what a person reads on it, without what is bound. */
function writtenOn({ path, text }: SourceFile): string[] {
  const shown = [...text.matchAll(/"(?:text|label|placeholder|title|value)": "([^"]*)"/g)]
  const fixed = shown.map(([, value = '']) => value.replace(/\$\{\w+\}/g, '')).filter((value) => /\p{L}/u.test(value))
  return fixed.map((value) => `${path}: ${value}`)
}

describe('every sentence stands in a catalogue', () => {
  it('this law sees a sentence in any kind of quotes, and nothing that only operators read', () => {
    const text = [
      `// Not this one`,
      `log.warn({ status: statusOf(error) }, 'nor this one')`,
      `throw new Error('nor this here')`,
      `const one = \`Hello $\{name}, how are you\``,
      `const two = 'Nothing was changed.'`,
      `const three = 'application/json'`,
      `const four = \`$\{heading}: $\{title}\``,
    ].join('\n')
    assert.deepEqual(sentencesOf({ path: 'x', text }), [`x: Hello $\{name}, how are you`, 'x: Nothing was changed.'])
    const template = { path: 'y', text: `{ "text": "$\{name}" }, { "label": "Reason: $\{why}" }` }
    assert.deepEqual(writtenOn(template), ['y: Reason: '])
  })

  it('none is written in the code that speaks to people', () => {
    const code = readCode('src/cards/', 'src/bot/', 'src/dialogs/', 'src/offboarding/words', 'src/tenant/people.ts')
    const speaking = code.filter(({ path }) => !forPrograms.test(path))
    assert.ok(speaking.length > 30)
    // The one field of a proof that has a name of ours, and its message's key.
    const known = /: (proof\.)?email apps$/
    assert.deepEqual(
      speaking.flatMap(sentencesOf).filter((sentence) => !known.test(sentence)),
      [],
    )
  })

  it('none is written in the code of what is handed out: markup and the reasons of bugs aside', () => {
    const pages = readCode('src/evidence/').filter(({ path }) => !forTerminals.test(path))
    assert.ok(pages.length > 8)
    const withoutTags = pages.map(({ path, text }) => ({ path, text: text.replace(/<[a-z/!][^<>]*>/g, ' ') }))
    assert.deepEqual(withoutTags.flatMap(sentencesOf), [])
  })

  it('none is written on a card template: what a person reads there is bound', () => {
    const templates = read('src/cards/').filter(({ path }) => path.endsWith('.json'))
    assert.ok(templates.length > 5)
    assert.deepEqual(templates.flatMap(writtenOn), [])
  })
})
