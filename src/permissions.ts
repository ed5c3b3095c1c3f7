import { writeFileSync } from 'node:fs'
import { permissionsPage } from './grant/page.ts'

/** Writes docs/permissions.md anew. A test holds the file to what is written here. */
writeFileSync(new URL('../docs/permissions.md', import.meta.url), permissionsPage())
