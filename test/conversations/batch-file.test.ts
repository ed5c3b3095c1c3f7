import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSharePoint } from '../../src/bot/upload.ts'
import { reviewOf } from '../batch.ts'
import { oscar, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { answerTo, assertCalm, said } from './turns.ts'

const chat = 'a:rob'
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }

describe('a file with leavers', () => {
  let world: World
  let server: Server
  let files: Record<string, Uint8Array>
  let asked: string[]
  before(async () => {
    server = createServer((request, response) => {
      const name = request.url?.slice(1) ?? ''
      asked.push(name)
      assert.equal(request.headers.authorization, undefined, 'nothing of ours goes along')
      const bytes = files[name]
      if (name === 'elsewhere') response.writeHead(302, { location: '/list.csv' }).end()
      else if (bytes) response.end(bytes)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(() => void server.close())
  beforeEach(async () => {
    files = {}
    asked = []
    world = await startWorld({ brake: everybody })
  })
  afterEach(async () => {
    assertCalm(world)
    assert.deepEqual(world.simulated.state().changed, [])
    await world.stop()
  })

  const attached = (name: string, fileType = name.split('.').at(-1)) => {
    const downloadUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`
    const content = { downloadUrl, uniqueId: 'a-file', fileType }
    return { attachments: [{ contentType: 'application/vnd.microsoft.teams.file.download.info', name, content }] }
  }
  const listed = async (bytes: string | Uint8Array, words = 'offboard'): Promise<string> => {
    files['list.csv'] = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    await said(world, rob, chat, words, attached('list.csv'))
    return contentOf(await reviewOf(world.teams, chat))
  }
  const utf16 = (text: string, bigEndian: boolean) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
    return bigEndian ? bytes.swap16() : bytes
  }

  const byAddress =
    'Name,E-mail address,User principal name\r\n"Adler, S.",,sam.adler@contoso.com\r\nX,,lucas.meyer@contoso.com\r\n'
  for (const [what, bytes] of [
    ['with a header that names the address', byAddress],
    ['with a header that names people', 'id;displayName\n;Sam Adler\n;"Lucas\tMeyer"\n'],
    ['without a header', 'Sam Adler\nlucas.meyer@contoso.com\n'],
    ['without a header, surnames first', 'Adler, Sam\nLucas Meyer\n'],
    ['with one column of names that hold commas', 'Name\nAdler, Sam\n"Meyer, Lucas"\n'],
    [
      'with names of users that are no addresses',
      'Username,Email\nsadler,sam.adler@contoso.com\n,lucas.meyer@contoso.com\n',
    ],
    ['with ids that are nobody', 'ID;Name;Email\n1;Sam A.;sam.adler@contoso.com\n2;Lucas Meyer;\n'],
    [
      'with a line that names the delimiter',
      'sep=;\r\nName, full;UPN\r\nx;sam.adler@contoso.com\r\n;lucas.meyer@contoso.com',
    ],
    [
      'with cells of several lines',
      'note,mail\n"left,\nat last",sam.adler@contoso.com\n"a ""good"" one",lucas.meyer@contoso.com\n',
    ],
    [
      'with managers in a column of their own',
      'Manager,E-mail\nhana.novak@contoso.com,sam.adler@contoso.com\nhana.novak@contoso.com,Meyer <lucas.meyer@contoso.com>',
    ],
    ['with a byte order mark', `\uFEFFmail\nsam.adler@contoso.com\nlucas.meyer@contoso.com`],
    ['in UTF-16, as Excel writes it', utf16('upn\tname\nsam.adler@contoso.com\t\nlucas.meyer@contoso.com\t', false)],
    ['in UTF-16 the other way round', utf16('upn\nsam.adler@contoso.com\nlucas.meyer@contoso.com', true)],
  ] as const)
    it(`is read ${what}`, async () => {
      const review = await listed(bytes)
      assert.match(review, /Sam Adler · sam\.adler@contoso\.com/)
      assert.match(review, /Lucas Meyer · lucas\.meyer@contoso\.com/)
      assert.match(review, /Start for 2/)
      assert.match(review, /2 rows read, 2 entries/)
      assert.doesNotMatch(review, /Hana/)
    })

  const refused = async (text: string, name = 'list.csv'): Promise<string> => {
    files[name] = Buffer.from(text)
    const answer = await answerTo(world, rob, chat, 'offboard', attached(name))
    const begun = await world.database.db.selectFrom('batch').select('id').execute()
    assert.deepEqual(begun, [], 'nothing is begun')
    return answer
  }

  for (const [what, text] of [
    ['an address and its manager', 'Sam Adler,sam.adler@contoso.com,hana.novak@contoso.com\n'],
    ['a header that nobody knows', 'Employee,Work,Manager\nSam Adler,sam.adler@contoso.com,hana.novak@contoso.com\n'],
    ['managers only', 'Sam Adler;;hana.novak@contoso.com\nLucas Meyer;;hana.novak@contoso.com\n'],
    ['a manager where a name is missing', 'Adler, Sam\n,hana.novak@contoso.com\n'],
    ['columns from the second row on', 'Sam Adler\nLucas Meyer;hana.novak@contoso.com\n'],
    ['several people in a row', 'Sam Adler,Lucas Meyer,Sam Brooks\n'],
    ['people as Outlook copies them', 'Adler, Sam <sam.adler@contoso.com>; Meyer, Lucas <lucas.meyer@contoso.com>\n'],
    ['two columns of one name', 'Email,Email\nsam.adler@contoso.com,hana.novak@contoso.com\n'],
  ] as const)
    it(`is refused with ${what}, and asked for a header`, async () => {
      assert.match(await refused(text), /I cannot tell which column names the leavers/)
    })

  it('is refused where a row names several, or a quotation mark would swallow rows', async () => {
    const two = 'mail\nsam.adler@contoso.com\nlucas.meyer@contoso.com hana.novak@contoso.com\n'
    assert.match(await refused(two), /Row 3 names several people/)
    const [before, after] = ['mail,note\nsam.adler@contoso.com,"left\n', 'lucas.meyer@contoso.com,x\n']
    assert.match(await refused(before + after), /quotation marks that begin on line 2/)
    assert.match(await refused(`${before}lucas.meyer@contoso.com,"x\n`), /quotation marks that begin on line 2/)
    assert.match(await refused(`${before}lucas.meyer@contoso.com,"\n`), /quotation marks that begin on line 2/)
    assert.match(await refused(before + after.repeat(100)), /quotation marks that begin on line 2/)
  })

  it('shows a row that names nobody as one', async () => {
    const review = await listed(
      'Manager,UPN\nx,sam.adler@contoso.com\nhana.novak@contoso.com,\n,lucas.meyer@contoso.com\n',
    )
    assert.match(review, /3 rows read, 3 entries/)
    assert.match(review, /Start for 2/)
    const { body } = await world.teams.tap(rob, await reviewOf(world.teams, chat), 'Who is left alone')
    assert.match(JSON.stringify(body), /Row 3, which names nobody: nobody was found/)
  })

  for (const [what, text] of [
    ['one a line', 'Adler, Sam\r\nLucas Meyer\r\n'],
    ['as Outlook copies them', 'Adler, Sam <sam.adler@contoso.com>; Meyer, Lucas <lucas.meyer@contoso.com>'],
    [
      'with tabs and a header',
      'Manager\tUPN\nhana.novak@contoso.com\tsam.adler@contoso.com\n\tlucas.meyer@contoso.com',
    ],
  ] as const)
    it(`may be a text, ${what}`, async () => {
      files['list.txt'] = Buffer.from(text)
      await said(world, rob, chat, 'offboard', attached('list.txt'))
      const review = contentOf(await reviewOf(world.teams, chat))
      assert.match(review, /Start for 2/)
      assert.doesNotMatch(review, /Hana/)
    })

  it('is taken one at a time', async () => {
    files['one.csv'] = Buffer.from('Sam Adler')
    files['two.csv'] = Buffer.from('Lucas Meyer')
    const both = { attachments: [...attached('one.csv').attachments, ...attached('two.csv').attachments] }
    assert.match(await answerTo(world, rob, chat, 'offboard', both), /I take one file at a time/)
    assert.deepEqual(asked, [])
  })

  it('takes no time, and says so; the only one in it may have one', async () => {
    assert.match(
      await refused('Sam Adler\nLucas Meyer\n'.concat('on Friday at 17:00')),
      /I read “on Friday at 17:00” as one/,
    )
    files['list.csv'] = Buffer.from('Sam Adler\nLucas Meyer\n')
    const friday = 'offboard on Friday at 17:00'
    assert.match(await answerTo(world, rob, chat, friday, attached('list.csv')), /A list takes no time yet/)
    files['one.csv'] = Buffer.from('UPN\nsam.adler@contoso.com\n')
    await said(world, rob, chat, friday, attached('one.csv'))
    await world.teams.card(chat, 'Offboard Sam Adler', '17:00')
  })

  it('is read in the letters that Windows writes, and goes with what was typed', async () => {
    const review = await listed(
      Buffer.from("Zo\xeb O'Brien-N\xfa\xf1ez\n", 'latin1'),
      'offboard Sam Adler because of the merger',
    )
    assert.match(review, /Zoë O'Brien-Núñez/)
    assert.match(review, /Sam Adler/)
    assert.match(review, /Reason: of the merger/)
  })

  it('is of no use without the command, or when it is no table, empty, too large or not there', async () => {
    files['list.csv'] = Buffer.from('Sam Adler')
    files['empty.csv'] = Buffer.from('upn\n')
    files['large.csv'] = Buffer.alloc(1_000_001, 'a')
    const answer = (words: string, name: string) => answerTo(world, rob, chat, words, attached(name))
    assert.match(await answer('', 'list.csv'), /type offboard and attach it to the same message/)
    assert.match(await answer('offboard', 'list.xlsx'), /I read lists as CSV files/)
    assert.match(await answer('offboard', 'empty.csv'), /I found nobody in this file/)
    assert.match(await answer('offboard', 'large.csv'), /too large/)
    assert.match(await answer('offboard', 'missing.csv'), /could not be read/)
    assert.match(await answer('offboard', 'elsewhere'.concat('')), /I read lists as CSV files|could not be read/)
    assert.match(await answerTo(world, rob, chat, 'offboard', attached('elsewhere', 'csv')), /could not be read/)
    assert.equal(asked.filter((name) => name === 'list.csv').length, 0, 'no redirect is followed')
  })

  it('is fetched from nowhere for somebody without a role', async () => {
    files['list.csv'] = Buffer.from('Sam Adler')
    assert.match(
      await answerTo(world, oscar, 'a:oscar', 'offboard', attached('list.csv')),
      /^Offboarding somebody needs/,
    )
    assert.deepEqual(asked, [])
  })
})

describe('where a file with leavers may lie', () => {
  it('is SharePoint, and no address that only looks like it', async () => {
    const world = await startWorld({ evidence: { isAllowedUpload: isSharePoint } })
    for (const downloadUrl of [
      'http://contoso-my.sharepoint.com/x',
      'https://169.254.169.254/metadata',
      'https://sharepoint.com.example.org/x',
      'https://contoso-my.sharepoint.com@127.0.0.1/x',
      'file:///etc/passwd',
    ]) {
      const content = { downloadUrl, fileType: 'csv' }
      const attachments = [
        { contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'l.csv', content },
      ]
      assert.match(
        await answerTo(world, rob, chat, 'offboard', { attachments }),
        /a place that I do not read from/,
        downloadUrl,
      )
    }
    await world.stop()
  })
})
