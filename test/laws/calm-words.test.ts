import assert from 'node:assert/strict'
import { read, type SourceFile } from './files.ts'

/** What a person may read in a file of code: its strings, without comments and without the code inside `${}`. */
function sentencesOf({ text }: SourceFile): readonly string[] {
  const literals =
    /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g
  const found = [...text.matchAll(literals)].map(([, single, double, template]) => single ?? double ?? template ?? '')
  return found.map((sentence) => sentence.replace(/\$\{[^}]*\}/g, ''))
}

const shouting = (files: readonly SourceFile[]) =>
  files.flatMap((file) => {
    const loud = sentencesOf(file).filter((sentence) => sentence.includes('!'))
    return loud.map((sentence) => `${file.path}: ${sentence}`)
  })

describe('the bot speaks calmly', () => {
  it('this law sees a sentence in any kind of quotes, and no operator or comment', () => {
    const text = [
      `// Don't shout!`,
      `/* Nor here! */`,
      `const quiet = !loud && a !== b ? 'fine' : "it's fine" // not this!`,
      `const one = \`Done$\{!late ? 1 : 2}!\``,
      `const two = 'Careful!'`,
      `const three = "She's gone!"`,
    ].join('\n')
    assert.deepEqual(shouting([{ path: 'x', text }]), ['x: Done!', 'x: Careful!', "x: She's gone!"])
  })

  it('no sentence of the words has an exclamation mark', () => {
    const words = read('src/offboarding/words')
    assert.ok(words.length > 0, 'src/offboarding/words/ holds every sentence that the bot says')
    assert.deepEqual(shouting(words), [])
  })

  it('no card template and no text of the app package has one', () => {
    const templates = read('src/cards/', 'appPackage/').filter(({ path }) => path.endsWith('.json'))
    assert.deepEqual(shouting(templates), [])
  })
})
