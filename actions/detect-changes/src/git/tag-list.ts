import type { Tag } from '../history.ts'
import { isSha } from '../sha.ts'

/** Parses lines of id TAB `refs/tags/name`; `name^{}` after an annotated tag is the commit that it names. */
export const parseTags = (lines: string): readonly Tag[] => {
  const commits = new Map<string, string>()
  for (const line of lines.split('\n')) {
    const [id = '', ref = ''] = line.split('\t')
    if (!isSha(id) || !ref.startsWith('refs/tags/')) continue
    commits.set(ref.slice('refs/tags/'.length).replace(/\^\{\}$/, ''), id)
  }
  return [...commits].map(([name, commit]) => ({ name, commit }))
}
