import type { Chart, Measured } from './result.ts'

export type Drawing = Chart & { readonly svg: string }

export type PartOptions = {
  /** A few rounds only. */
  readonly quick: boolean
  /** Tells whoever waits what is being measured. */
  readonly say: (line: string) => void
}

/** Measures one part. `drawn` are its charts, with their pictures. */
export type Part = (options: PartOptions) => Promise<Omit<Measured, 'charts'> & { readonly drawn: readonly Drawing[] }>

/** What is kept as JSON: pictures are files of their own. */
export function plain(measured: Omit<Measured, 'charts'>, drawn: readonly Drawing[]): Measured {
  return { ...measured, charts: drawn.map(({ file, alt }) => ({ file, alt })) }
}
