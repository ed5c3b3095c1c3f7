import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { readOptions } from '../../bench/options.ts'
import { quoted } from '../../bench/page.ts'
import { atMost, compare, type Results, resultsSchema } from '../../bench/result.ts'

const docs = new URL('../../docs/', import.meta.url)
const row = compare({ what: 'tap', against: 'floor', unit: 'ms', ours: [432, 420], theirs: [400, 400] }, atMost(1.1))
const machine = { cpu: 'A CPU', cores: 2, memory: 24, node: 'v24.21.0', platform: 'linux x64' }
const results: Results = {
  '1': { rows: [row], tables: [], charts: [], notes: [], machine, commit: 'abc', seconds: 12.3 },
}

describe('the page of the bench', () => {
  it('quotes what was measured between its marks and leaves the rest alone', () => {
    const page = 'Before\n<!-- measured 1 -->\nold\n<!-- end -->\nBetween\n<!-- measured 2 -->\nkept\n<!-- end -->\n'
    const after = quoted(page, results)
    assert.match(after, /^Before\n<!-- measured 1 -->\n\n\| measured/)
    assert.match(after, /\*\*1\.06\*\* \(1\.06 to 1\.07, n = 2\) \| ≤ 1\.10 \| met \|/)
    assert.match(after, /Measured on A CPU, 2 cores, 24 GiB, linux x64, Node 24\.21\.0; commit abc; in 12 s\./)
    assert.match(after, /<!-- measured 2 -->\nkept\n<!-- end -->\n$/)
    assert.doesNotMatch(after, /old/)
    assert.equal(quoted(after, results), after)
  })

  it('says in the docs what the file of results says', () => {
    const file = new URL('performance/results.json', docs)
    const kept = existsSync(file) ? resultsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
    const page = readFileSync(new URL('performance.md', docs), 'utf8')
    assert.equal(quoted(page, kept), page)
    const charts = Object.values(kept).flatMap((part) => part.charts)
    assert.deepEqual(
      charts.filter(({ file: name }) => !existsSync(new URL(`performance/${name}`, docs))),
      [],
    )
  })
})

describe('the options of the bench', () => {
  const parts = ['1', '2', '3']

  it('are all parts, or some of them', () => {
    assert.deepEqual(readOptions([], parts), { parts, quick: false })
    assert.deepEqual(readOptions(['--only', '3,1', '--quick'], parts), { parts: ['1', '3'], quick: true })
    assert.deepEqual(readOptions(['--only', '2', '--only', '3'], parts), { parts: ['2', '3'], quick: false })
  })

  it('are refused with how to write them', () => {
    for (const words of [['--only', '9'], ['--fast'], ['1']])
      assert.throws(() => readOptions(words, parts), /npm run bench -- \[--quick\] \[--only 1,2,3\]/)
  })
})
