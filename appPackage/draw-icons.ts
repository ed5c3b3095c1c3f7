/**
 * Draws both icons of the Teams app: somebody leaves through a door. One drawing on a grid of 32, white on colour at
 * three pixels a unit and white on nothing at one. After a change here: `node appPackage/draw-icons.ts`.
 * Rules: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
 */
import { writeFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

export type Icon = { readonly size: number; readonly rgba: Uint8Array }

const white = [255, 255, 255] as const
/** The accent colour of the manifest. White on it has a contrast of 8:1. */
const indigo = [0x33, 0x47, 0x9e] as const

/** 192 pixels, full-bleed square, the symbol 96 pixels in the middle. */
export function drawColor(): Icon {
  return paint(192, (x, y) => {
    const cover = coverage((x - 48) / 3, (y - 48) / 3, 1 / 3)
    const [red, green, blue] = indigo.map((dark, i) => Math.round(dark + ((white[i] ?? 0) - dark) * cover))
    return [red ?? 0, green ?? 0, blue ?? 0, 255]
  })
}

/** 32 pixels, pure white or fully transparent and nothing between: Teams gives it the colours of its own theme. */
export function drawOutline(): Icon {
  return paint(32, (x, y) => [...white, inSymbol(x + 0.5, y + 0.5) ? 255 : 0])
}

/** The icon as the bytes of a PNG file: 8-bit RGBA, no filter. */
export function pngOf({ size, rgba }: Icon): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) rows.set(rgba.subarray(y * size * 4, (y + 1) * size * 4), y * (size * 4 + 1) + 1)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const pixels = deflateSync(rows, { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** A door frame that is open to the right, and an arrow out of it. */
function inSymbol(x: number, y: number): boolean {
  const frame = inside(x, y, 1, 1, 20, 31) && !inside(x, y, 4, 4, 20, 28)
  const posts = inside(x, y, 17, 1, 20, 9) || inside(x, y, 17, 23, 20, 31)
  const shaft = inside(x, y, 9, 14, 25, 18)
  const head = x >= 23 && Math.abs(y - 16) <= 31 - x
  return frame || posts || shaft || head
}

const inside = (x: number, y: number, left: number, top: number, right: number, bottom: number) =>
  x >= left && x < right && y >= top && y < bottom

/** How much of a square is covered by the symbol, 0 to 1, by 64 samples. */
function coverage(left: number, top: number, side: number): number {
  let hits = 0
  for (let i = 0; i < 64; i++) {
    const x = left + (((i % 8) + 0.5) / 8) * side
    const y = top + ((Math.floor(i / 8) + 0.5) / 8) * side
    if (inSymbol(x, y)) hits++
  }
  return hits / 64
}

function paint(size: number, pixel: (x: number, y: number) => readonly number[]): Icon {
  const rgba = new Uint8Array(size * size * 4)
  for (let i = 0; i < size * size; i++) rgba.set(pixel(i % size, Math.floor(i / size)), i * 4)
  return { size, rgba }
}

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('color.png', import.meta.url), pngOf(drawColor()))
  writeFileSync(new URL('outline.png', import.meta.url), pngOf(drawOutline()))
}
