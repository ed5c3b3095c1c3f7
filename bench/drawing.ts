/** One curve: its points from left to right. */
export type Curve = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }

export type Axes = {
  readonly title: string
  readonly x: string
  readonly y: string
  /** Sizes that grow by factors are spread evenly. Default: both axes begin at zero and are even. */
  readonly logarithmicX?: boolean
}

const width = 640
const height = 360
const frame = { left: 64, right: 150, top: 44, bottom: 48 }
/** Told apart without colours as well: each has dashes of its own. */
const looks = [
  { stroke: '#2f6fd0', dashes: 'none' },
  { stroke: '#c2571a', dashes: '7 4' },
  { stroke: '#3a8a4d', dashes: '2 4' },
  { stroke: '#8f57b8', dashes: '10 3 2 3' },
]

/**
 * Curves as an SVG document. Its words take the colour of the page's scheme, so that they can be read on light and on
 * dark; the lines can be on both.
 */
export function drawCurves({ title, x, y, logarithmicX = false }: Axes, curves: readonly Curve[]): string {
  const points = curves.flatMap((curve) => curve.points)
  const along = logarithmicX ? logarithmic(points.map(([value]) => value)) : linear(points.map(([value]) => value))
  const up = linear(points.map(([, value]) => value))
  const placeX = (value: number) => rounded(frame.left + along.place(value) * (width - frame.left - frame.right))
  const placeY = (value: number) =>
    rounded(height - frame.bottom - up.place(value) * (height - frame.top - frame.bottom))
  const right = width - frame.right
  const grid = up.ticks.map((tick) => {
    const line = `<line class="grid" x1="${frame.left}" x2="${right}" y1="${placeY(tick)}" y2="${placeY(tick)}"/>`
    return `${line}<text class="tick" x="${frame.left - 8}" y="${placeY(tick) + 4}" text-anchor="end">${short(tick)}</text>`
  })
  const bottom = along.ticks.map((tick) => {
    return `<text class="tick" x="${placeX(tick)}" y="${height - frame.bottom + 18}" text-anchor="middle">${short(tick)}</text>`
  })
  const lines = curves.map((curve, index) => line(curve, index, placeX, placeY))
  const names = labels(curves, placeY).map(
    ({ name, at }, index) =>
      `<text x="${right + 10}" y="${at}" style="fill:${lookOf(index).stroke}">${escaped(name)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-weight:600}.tick{font-size:11px}.grid{stroke:#8b949e;stroke-opacity:.35}polyline{fill:none;stroke-width:2}@media (prefers-color-scheme:dark){text{fill:#a3adb8}}</style>`,
    `<text class="title" x="${frame.left}" y="22">${escaped(title)}</text>`,
    ...grid,
    ...bottom,
    ...lines,
    ...names,
    `<text class="tick" x="${(frame.left + right) / 2}" y="${height - 10}" text-anchor="middle">${escaped(x)}</text>`,
    `<text class="tick" x="${frame.left}" y="${frame.top - 8}" text-anchor="end">${escaped(y)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

function line(
  { points }: Curve,
  index: number,
  placeX: (value: number) => number,
  placeY: (value: number) => number,
): string {
  const { stroke, dashes } = lookOf(index)
  const places = points.map(([x, y]) => [placeX(x), placeY(y)] as const)
  const dots = places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${stroke}"/>`).join('')
  const path = places.map(([x, y]) => `${x},${y}`).join(' ')
  return `<polyline points="${path}" stroke="${stroke}" stroke-dasharray="${dashes}"/>${dots}`
}

const lookOf = (index: number) => looks[index % looks.length] ?? { stroke: '#57606a', dashes: 'none' }

/** Names stand where their curves end, pushed down where two would overlap. */
function labels(curves: readonly Curve[], placeY: (value: number) => number): { name: string; at: number }[] {
  const placed = curves.map(({ name, points }, index) => ({ name, index, at: placeY(points.at(-1)?.[1] ?? 0) + 4 }))
  let lowest = Number.NEGATIVE_INFINITY
  for (const label of placed.toSorted((a, b) => a.at - b.at)) {
    label.at = Math.max(label.at, lowest + 16)
    lowest = label.at
  }
  return placed
}

type Scale = { readonly place: (value: number) => number; readonly ticks: readonly number[] }

/** From zero to a round number above the largest value, in at most six steps. */
export function linear(values: readonly number[]): Scale {
  const largest = Math.max(...values, Number.MIN_VALUE)
  const rough = largest / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough
  const steps = Math.ceil(largest / step)
  const ticks = Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
  return { place: (value) => value / (steps * step), ticks }
}

/** The values themselves are the ticks: they are few, and what was measured. */
export function logarithmic(values: readonly number[]): Scale {
  const ticks = [...new Set(values)].sort((a, b) => a - b)
  const [low, high] = [Math.log(ticks[0] ?? 1), Math.log(ticks.at(-1) ?? 1)]
  return { place: (value) => (high === low ? 0.5 : (Math.log(value) - low) / (high - low)), ticks }
}

const rounded = (value: number): number => Math.round(value * 10) / 10
const short = (value: number): string => (value >= 1_000 ? `${value / 1_000}k` : String(value))
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
