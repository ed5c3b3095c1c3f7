import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvRow } from '../../src/evidence/csv.ts'
import { openDatabase } from '../../src/records/database.ts'
import { begin } from '../../src/records/history.ts'
import { factsOf, offerOf, requested, start } from '../offboarding/fixtures.ts'

describe('the command line, beside the bot', function () {
  this.timeout(30_000)
  let dataDir: string
  let offboarding: string

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'offboard-evidence-'))
    let at = start
    const database = await openDatabase({ dataDir, databaseUrl: null, now: () => at })
    const ask = (id: string, displayName: string, userPrincipalName: string, by: string) =>
      begin(
        database,
        requested(offerOf(factsOf({ id, displayName, userPrincipalName })), { requester: { id: by, name: by } }),
      )
    const state = await ask('1', 'Jane Doe', 'jane@contoso.com', 'Rob')
    at += 24 * 3_600_000
    await ask('2', '=HYPERLINK("http://evil.example","x")', '+bob@contoso.com', '@SUM(A1)')
    offboarding = state?.id ?? ''
    await database.close()
  })
  after(() => rmSync(dataDir, { recursive: true, force: true }))

  const run = (program: 'history' | 'evidence', ...args: string[]) => {
    const env = { PATH: process.env.PATH, DATA_DIR: dataDir }
    const file = new URL(`../../src/${program}.ts`, import.meta.url).pathname
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { env, encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  it('lists what the records hold, newest first', () => {
    const { status, stdout } = run('history')
    assert.equal(status, 0)
    const [first, second, end] = stdout.split('\n')
    assert.match(first ?? '', /^2026-03-04 13:00 {2}\+bob@contoso\.com/)
    assert.match(second ?? '', new RegExp(`^2026-03-03 13:00 {2}jane@contoso\\.com .*Rob .*review .*${offboarding}`))
    assert.equal(end, '2 found.')
  })

  it('lists by days, both included, by leaver and by requester', () => {
    assert.match(run('history', '--from', '2026-03-03', '--to', '2026-03-03').stdout, /jane[\s\S]*1 found/)
    assert.match(run('history', '--from', '2026-03-05').stdout, /^0 found/)
    assert.match(run('history', '--leaver', 'jane').stdout, /jane[\s\S]*1 found/)
    assert.match(run('history', '--requester', 'rob', '--open').stdout, /jane[\s\S]*1 found/)
  })

  it('writes JSON that a program reads', () => {
    const rows = JSON.parse(run('history', '--format', 'json').stdout)
    assert.equal(rows.length, 2)
    assert.deepEqual(
      [rows[1].leaver, rows[1].phase, rows[1].requestedAt],
      ['Jane Doe', 'review', '2026-03-03T13:00:00.000Z'],
    )
    assert.deepEqual(JSON.parse(run('history', '--leaver', 'nobody', '--format', 'json').stdout), [])
  })

  it('writes CSV in which no name is a formula', () => {
    const [head, row] = run('history', '--format', 'csv').stdout.split('\r\n')
    assert.match(head ?? '', /^offboarding,requestedAt,leaver,/)
    assert.match(row ?? '', /,"'=HYPERLINK\(""http:\/\/evil\.example"",""x""\)","'\+bob@contoso\.com",2,"'@SUM\(A1\)",/)
  })

  it('makes both files, readable to their owner alone, and finds them whole', () => {
    const out = mkdtempSync(join(tmpdir(), 'offboard-evidence-'))
    try {
      const { status, stdout } = run('evidence', offboarding, '--out', out)
      assert.equal(status, 0)
      const names = readdirSync(out).sort()
      assert.deepEqual(names, ['offboarding-jane-doe-2026-03-03.html', 'offboarding-jane-doe-2026-03-03.json'])
      assert.deepEqual(
        stdout.trim().split('\n').sort(),
        names.map((name) => join(out, name)),
      )
      for (const name of names) assert.equal(statSync(join(out, name)).mode & 0o077, 0)
      const file = join(out, 'offboarding-jane-doe-2026-03-03.json')
      const whole = run('evidence', '--verify', file)
      assert.deepEqual([whole.status, whole.stdout.includes('All its parts fit together.')], [0, true])
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Jane Doe', 'John Doe'))
      const altered = run('evidence', '--verify', file)
      assert.equal(altered.status, 1)
      assert.match(altered.stdout, /Event 0 \(requested\) is altered/)
    } finally {
      rmSync(out, { recursive: true, force: true })
    }
  })

  it('names the event that somebody altered in the records', async () => {
    const database = await openDatabase({ dataDir, databaseUrl: null })
    const before = await database.db
      .selectFrom('event')
      .select('data')
      .where('offboarding', '=', offboarding)
      .executeTakeFirstOrThrow()
    const write = (data: string) =>
      database.db.updateTable('event').set({ data }).where('offboarding', '=', offboarding).execute()
    await write(before.data.replace('Rob', 'Bob'))
    const { status, stdout } = run('evidence', offboarding, '--out', dataDir)
    await write(before.data)
    await database.close()
    assert.equal(status, 1)
    assert.match(stdout, /The records are altered: event 0 is the first/)
  })

  const misunderstood = [
    ['history', '--from', 'yesterday'],
    ['history', '--format', 'xml'],
    ['history', '--what'],
    ['evidence'],
    ['evidence', 'jane'],
    ['evidence', '--verify', 'nothing-there.json', '--digest', 'abc'],
    ['evidence', '--verify', 'nothing-there.json'],
    ['evidence', '8c5f1d1e-52c4-4a35-8f0b-2f6f1f1d8a99'],
  ] as const
  for (const [program, ...args] of misunderstood)
    it(`says in plain words what is wrong with: ${[program, ...args].join(' ')}`, () => {
      const { status, stderr } = run(program, ...args)
      assert.equal(status, 2)
      assert.doesNotMatch(stderr, /\n\s+at |Error/)
      assert.ok(stderr.length > 20)
    })
})

describe('a row of CSV', () => {
  it('quotes what needs it, and takes the meaning from what a spreadsheet would run', () => {
    assert.equal(csvRow(['a,b', 'a"b', 'a\nb', '', null, 5]), '"a,b","a""b","a\nb",,,5\r\n')
    for (const formula of ['=1', '+1', '-1', '@x', '\t=1', ' =1', '＝1', '\u0000=1'])
      assert.match(csvRow([formula]), /^"'/, formula)
    assert.equal(csvRow(["O'Brien"]), '"O\'Brien"\r\n')
    assert.equal(
      csvRow(['2026-03-03T13:00:00.000Z', 'jane@contoso.com']),
      '2026-03-03T13:00:00.000Z,jane@contoso.com\r\n',
    )
  })
})
