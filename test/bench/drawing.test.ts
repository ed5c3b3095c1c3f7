import assert from 'node:assert/strict'
import { type Curve, drawCurves, linear, logarithmic } from '../../bench/drawing.ts'

const axes = { title: 'Tap & search', x: 'offboardings', y: 'ms', logarithmicX: true }
const curves: Curve[] = [
  {
    name: 'tap',
    points: [
      [1, 4],
      [1_000, 4.2],
      [100_000, 5],
    ],
  },
  {
    name: 'search <all>',
    points: [
      [1, 4],
      [1_000, 4.4],
      [100_000, 5.1],
    ],
  },
]

describe('a drawing of curves', () => {
  it('has a scale from zero to a round number that nothing passes', () => {
    assert.deepEqual(linear([3, 47]).ticks, [0, 10, 20, 30, 40, 50])
    assert.deepEqual(linear([0.9]).ticks, [0, 0.2, 0.4, 0.6, 0.8, 1])
    assert.equal(linear([50]).place(50), 1)
    assert.equal(linear([47]).place(0), 0)
  })

  it('spreads sizes that grow by factors evenly, and marks those that were measured', () => {
    const scale = logarithmic([100_000, 1, 1_000])
    assert.deepEqual(scale.ticks, [1, 1_000, 100_000])
    assert.deepEqual(
      [1, 1_000, 100_000].map((size) => Number(scale.place(size).toFixed(3))),
      [0, 0.6, 1],
    )
    assert.equal(logarithmic([5]).place(5), 0.5)
  })

  it('puts the first point at the left and a higher value higher up, inside the picture', () => {
    const places = [...drawCurves(axes, curves).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((match) => [
      Number(match[1]),
      Number(match[2]),
    ])
    const [first = [], , last = []] = places
    assert.equal(places.length, 6)
    assert.ok((first[0] ?? 0) < (last[0] ?? 0) && (first[1] ?? 0) > (last[1] ?? 0))
    assert.ok(places.every(([x = -1, y = -1]) => x >= 0 && x <= 640 && y >= 0 && y <= 360))
  })

  it('can be read on light and on dark, and by those who do not see it', () => {
    const svg = drawCurves(axes, curves)
    assert.match(svg, /^<svg xmlns="[^"]+" viewBox="0 0 640 360" role="img" aria-label="Tap &amp; search">/)
    assert.match(svg, /prefers-color-scheme:dark/)
    assert.doesNotMatch(svg, /<rect|background/, 'the page behind it shows')
  })

  it('writes names as text and never as markup, none over another', () => {
    const svg = drawCurves(axes, curves)
    assert.match(svg, />search &lt;all&gt;</)
    const heights = [...svg.matchAll(/<text x="500" y="([\d.]+)"/g)].map((match) => Number(match[1]))
    assert.equal(heights.length, 2)
    assert.ok(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0)) >= 16)
  })
})
