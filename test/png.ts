import assert from 'node:assert/strict'
import { inflateSync } from 'node:zlib'
import type { Icon } from '../appPackage/draw-icons.ts'

/**
 * The pixels of a square 8-bit RGBA PNG, read by the specification (https://www.w3.org/TR/png-3/#7Filtering), so that
 * an icon drawn by any tool is checked. Throws on other kinds of PNG.
 */
export function readPng(file: Buffer): Icon {
  assert.equal(file.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n', 'not a PNG file')
  const chunks = chunksOf(file)
  const header = chunks.find(({ name }) => name === 'IHDR')?.body ?? Buffer.alloc(13)
  const size = header.readUInt32BE(0)
  assert.equal(header.readUInt32BE(4), size, 'the picture is not square')
  assert.deepEqual([...header.subarray(8)], [8, 6, 0, 0, 0], 'not 8-bit RGBA without interlacing')
  const packed = Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ body }) => body))
  return { size, rgba: unfilter(inflateSync(packed), size) }
}

function chunksOf(file: Buffer): { name: string; body: Buffer }[] {
  const chunks: { name: string; body: Buffer }[] = []
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    chunks.push({ name: file.toString('latin1', at + 4, at + 8), body: file.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

function unfilter(rows: Buffer, size: number): Uint8Array {
  const width = size * 4
  const rgba = new Uint8Array(size * width)
  for (let y = 0; y < size; y++) {
    const filter = rows[y * (width + 1)] ?? 0
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const left = x < 4 ? 0 : (rgba[at - 4] ?? 0)
      const up = y === 0 ? 0 : (rgba[at - width] ?? 0)
      const corner = x < 4 || y === 0 ? 0 : (rgba[at - width - 4] ?? 0)
      rgba[at] = (rows[y * (width + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return rgba
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return Math.floor((left + up) / 2)
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
