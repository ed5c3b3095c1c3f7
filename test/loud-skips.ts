import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Chromium is: the first of its usual names on the PATH. `null` when there is none. */
function chromiumPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null
}

/** The folder of PostgreSQL's programs, the newest version that Debian's packages have put there; `null` without. */
export function postgresBin(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = foldersIn(debian).sort((a, b) => Number(b) - Number(a))
  const bins = versions.map((version) => join(debian, version, 'bin'))
  return bins.find((bin) => isProgram(join(bin, 'initdb')) && isProgram(join(bin, 'postgres'))) ?? null
}

/** The path of Chromium. Without it the test, or the suite when called in `before`, is skipped and says so. */
export function needsChromium(context: Mocha.Context): string {
  return chromiumPath() ?? skipLoudly(context, 'Chromium', 'chromium')
}

/** The folder of PostgreSQL's programs. Without it the test, or the suite when called in `before`, is skipped and says so. */
export function needsPostgres(context: Mocha.Context): string {
  return postgresBin() ?? skipLoudly(context, 'PostgreSQL', 'postgresql')
}

function skipLoudly(context: Mocha.Context, program: string, debianPackage: string): never {
  const { test } = context
  const isHook = test !== undefined && 'type' in test && test.type === 'hook'
  const what = isHook ? test.parent?.fullTitle() : test?.fullTitle()
  process.stderr.write(`SKIPPED "${what}": ${program} is missing. On Debian: apt-get install ${debianPackage}\n`)
  return context.skip()
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
