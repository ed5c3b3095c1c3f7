import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { codeLinesWith, linesWith, projectFiles, read, readCode } from './files.ts'

const code = readCode('src/', 'test/', 'bench/', 'appPackage/')
const source = read('src/')

/** A pattern whose words do not stand in this file, so that it does not find itself. */
const pattern = (...parts: readonly string[]) => new RegExp(parts.join(''))

describe('a file is small and named for what it holds', () => {
  it('no file of src is longer than 250 lines: a reader holds it in one look', () => {
    const long = readCode('src/').map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    assert.deepEqual(
      long.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path} has ${lines} lines`),
      [],
    )
  })

  it('no file is named for nothing in particular', () => {
    const empty = /^(utils?|helpers?|commons?|managers?|services?|handlers?|data|infos?|types?|misc|shared|constants?)$/
    const lastWord = (path: string) => posix.basename(path).replace(/\..*$/, '').split('-').at(-1) ?? ''
    const ours = projectFiles().filter((path) => /^(src|test|bench)\//.test(path))
    assert.deepEqual(
      ours.filter((path) => empty.test(lastWord(path))),
      [],
    )
  })

  it('code has kebab-case names', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|torture|d))?\.[a-z]+$/
    const paths = code.map(({ path }) => path)
    assert.deepEqual(
      paths.filter((path) => !kebab.test(posix.basename(path))),
      [],
    )
  })

  it('no type is named IThing, and there are no default exports to be renamed at will', () => {
    assert.deepEqual(codeLinesWith(code, /\b(interface|type) I[A-Z][a-z]/), [])
    assert.deepEqual(codeLinesWith(code, pattern('^export ', 'default\\b')), [])
  })
})

describe('what the types say is true', () => {
  it('nothing is typed as anything at all', () => {
    const anything = pattern('\\bas ', 'any\\b|[:<,|&(]\\s*', 'any\\s*([,;=>)\\[\\]|&{}]|$)')
    assert.deepEqual(codeLinesWith(code, anything), [])
  })

  it('no fault that the compiler or the linter found is silenced', () => {
    assert.deepEqual(linesWith(code, pattern('@ts-', '(ignore|nocheck|expect-error)|biome', '-ignore')), [])
  })
})

describe('nothing is left unfinished', () => {
  it('no marks for later', () => {
    const everything = read('src/', 'test/', 'bench/', 'docs/', 'appPackage/', 'infra/', '.ci/')
    assert.deepEqual(linesWith(everything, pattern('\\b(TO', 'DO|FIX', 'ME|X', 'XX|HA', 'CK)\\b')), [])
  })

  it('nothing prints behind the back of the log', () => {
    assert.deepEqual(codeLinesWith(code, pattern('\\bcon', 'sole\\.')), [])
  })

  it('no test stands alone, and none is skipped without saying so loudly', () => {
    const tests = code.filter(({ path }) => path.startsWith('test/') && path !== 'test/loud-skips.ts')
    assert.deepEqual(codeLinesWith(tests, pattern('\\b(describe|it|context)\\.', 'only\\b')), [])
    assert.deepEqual(
      codeLinesWith(tests, pattern('\\b(describe|it|context|this)\\.', 'skip\\b|\\bx(it|describe)\\(')),
      [],
    )
  })
})

describe('the project is the same on every machine', () => {
  it('no file names a folder of the machine it was written on', () => {
    const folders = ['wo' + 'rk', 'ro' + 'ot', 'ho' + 'me/\\w+', 'Us' + 'ers/\\w+'].join('|')
    const files = read().filter(({ path }) => path !== 'package-lock.json')
    assert.deepEqual(
      linesWith(files, new RegExp(`(^|[\\s'"\`(=:])(file://)?/(${folders})(/|\\b)|[A-Z]:\\\\Us${'ers'}\\b`)),
      [],
    )
  })

  it('every file ends its lines the same way', () => {
    assert.deepEqual(
      source.filter(({ text }) => text.includes('\r')).map(({ path }) => path),
      [],
    )
  })
})
