import { visible } from '@ci-kit/core/log'
import { code, table } from '@ci-kit/core/markdown'
import type { Change } from './diff.ts'

/** One line for each change: `+` is new, `-` goes, `~` changes. */
export const changeLines = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ path, before, after }) => {
    const place = visible(path, 300)
    if (before === undefined) return `+ ${place}: ${after ?? ''}`
    if (after === undefined) return `- ${place}: ${before}`
    return before === after ? `~ ${place}: changed ${before}` : `~ ${place}: ${before} → ${after}`
  })

/** The changes as a table in Markdown, '' for none. */
export const changeTable = (changes: readonly Change[]): string => {
  if (changes.length === 0) return ''
  const cell = (text: string | undefined) => (text === undefined ? '' : code(text))
  return table(
    ['Member', 'Before', 'After'],
    changes.map(({ path, before, after }) => [code(path.slice(0, 300)), cell(before), cell(after)]),
  )
}
