import { posix } from 'node:path'
import type { SourceFile } from './files.ts'

/** One import: which file, and what it imports. A path of ours is from the root: `src/errors.ts`. */
export type Import = { readonly from: string; readonly to: string; readonly ours: boolean }

const forms = [
  /^\s*(?:import|export)\s[^'"`;]*?\sfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
  /\brequire\s*\(\s*['"`]([^'"`]+)['"`]/g,
]

/** Every import, re-export, `import()`, `import type` and `require` of a file. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const found = forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''))
  return found.map((to) => {
    const ours = to.startsWith('.')
    return { from: path, to: ours ? posix.join(posix.dirname(path), to) : to, ours }
  })
}

/** What to say of imports that break a law: `src/a.ts imports src/b.ts`. */
export const told = (imports: readonly Import[]) => imports.map(({ from, to }) => `${from} imports ${to}`)

/** The package an import belongs to: `@azure/identity/x` → `@azure/identity`, `pg/lib` → `pg`. */
export function packageOf(to: string): string {
  return to
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/')
}
