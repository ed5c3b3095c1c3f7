import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { read } from './files.ts'

const cards = read('src/cards/')
const templates = cards.filter(({ path }) => path.endsWith('.json'))

describe('a card is a template and a builder of the same name', () => {
  it('there are cards', () => assert.ok(templates.length > 0, 'no template was found in src/cards'))

  for (const { path } of templates) {
    it(`${posix.basename(path)} has its builder, which alone imports it`, () => {
      const name = posix.basename(path, '.json')
      const importers = cards.filter(
        ({ path: other, text }) => other.endsWith('.ts') && text.includes(`/${name}.json'`),
      )
      assert.deepEqual(
        importers.map(({ path: importer }) => posix.basename(importer)),
        [`${name}.ts`],
      )
    })
  }
})
