import type { Results } from './result.ts'
import { markdownOf } from './table.ts'

const marked = /(<!-- measured (\d+) -->\n)[\s\S]*?(<!-- end -->)/g

/**
 * The page with the figures of each part between its two marks, so that what it quotes is what was measured. A part
 * without a result keeps what stands there.
 */
export function quoted(page: string, results: Results): string {
  return page.replace(marked, (before: string, open: string, part: string, close: string) => {
    const result = results[part]
    return result ? `${open}\n${markdownOf(result)}\n\n${measuredOn(result)}\n\n${close}` : before
  })
}

function measuredOn({ machine, commit, seconds }: Results[string]): string {
  const { cpu, cores, memory, node, platform } = machine
  const on = `${cpu}, ${cores} cores, ${memory} GiB, ${platform}, Node ${node.replace('v', '')}`
  return `Measured on ${on}; commit ${commit}; in ${Math.round(seconds)} s.`
}
