import { readdirSync, readFileSync } from 'node:fs'

export const root = new URL('../../', import.meta.url)

/** A file of the project: its path from the root, and its text. */
export type SourceFile = { readonly path: string; readonly text: string }

const ignored = ['.git/', ...readFileSync(new URL('.gitignore', root), 'utf8').split('\n')]
const isIgnored = (path: string) =>
  ignored.some((line) => (line.startsWith('*') ? path.endsWith(line.slice(1)) : line === path))

/** Every file that is in git or will be: all but what .gitignore names. Works in an unpacked archive as well. */
export function projectFiles(folder = ''): readonly string[] {
  return readdirSync(new URL(folder, root), { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name + (entry.isDirectory() ? '/' : '')
    if (isIgnored(path)) return []
    return entry.isDirectory() ? projectFiles(path) : entry.isFile() ? [path] : []
  })
}

/** The text files whose path begins with one of the folders; all of them without folders. */
export function read(...folders: readonly string[]): readonly SourceFile[] {
  const wanted = (path: string) => folders.length === 0 || folders.some((folder) => path.startsWith(folder))
  const paths = projectFiles().filter((path) => wanted(path) && !path.endsWith('.png'))
  return paths.map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
}

/** The code among them. */
export function readCode(...folders: readonly string[]): readonly SourceFile[] {
  return read(...folders).filter(({ path }) => /\.[cm]?[jt]s$/.test(path))
}

/** `path:line: text` of each line that matches. */
export function linesWith(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  )
}

/** The same without lines that are a comment, where words may mean something else than in code. */
export function codeLinesWith(files: readonly SourceFile[], pattern: RegExp): string[] {
  return linesWith(files, pattern).filter((line) => !/^[^:]+:\d+: (\/\/|\/?\*)/.test(line))
}
