import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoClock } from '../../src/demo/demo-clock.ts'

it('the clock of the demo stays as far ahead over a restart, with the records that were written by it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offboard-clock-'))
  const file = join(folder, 'made', 'clock-ahead')
  const clock = demoClock(file)
  assert.equal(clock.ahead, 0)
  clock.jump(15 * 60_000)
  clock.jump(60 * 60_000)
  const again = demoClock(file)
  assert.equal(again.ahead, 75 * 60_000)
  assert.ok(Math.abs(again.now() - Date.now() - again.ahead) < 1_000)
  rmSync(folder, { recursive: true })
})
