import { glob } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { Failure } from './errors.ts'
import { startOrExplain } from './stopping.ts'

/**
 * Loads everything that production loads, at its start or later, and ends: Node then leaves in NODE_COMPILE_CACHE what it
 * made of it, for processes that start with the same flags (https://nodejs.org/api/module.html#module-compile-cache).
 * Run when an image is made, so that nobody can write there afterwards.
 */
await startOrExplain(async () => {
  if (getCompileCacheDir() === undefined)
    throw new Failure('misconfigured', 'NODE_COMPILE_CACHE does not name a folder that can be written to')
  const folders = glob('*/**/*.ts', { cwd: import.meta.dirname, exclude: ['demo/**', 'grant/**', 'validate/**'] })
  for await (const path of folders) await import(`./${path}`)
  await import('./wiring.ts')
})
