import type { GitHubApi } from '@ci-kit/core/github'
import { countAt, type Json, stringAt } from '@ci-kit/core/json'
import { CONTENTS, objectIn, objectsIn, pathAt, shaAt, unreadable } from './answers.ts'

/** What a tree says about a path below it. */
export type Entry = {
  readonly path: string
  /** Git's six octal digits. */
  readonly mode: string
  readonly sha: string
  /** Bytes of a file, where GitHub tells. */
  readonly size: number | undefined
}

export type Tree = {
  /** By path from this tree; folders are entries too. */
  readonly entries: ReadonlyMap<string, Entry>
  /** GitHub cuts at 100,000 entries or 7 MB. */
  readonly isWhole: boolean
}

/** The mode of a folder. */
const FOLDER = '040000'
export const isFolder = (entry: Entry | undefined): boolean => entry?.mode === FOLDER

const ASKED = 'the files of a commit'

/** A tree by its id, or that of a commit with it. */
export const readTree = async (api: GitHubApi, id: string, recursive: boolean): Promise<Tree> => {
  const answer = objectIn(
    await api.get({
      route: 'git/trees/{id}',
      parameters: { id, ...(recursive && { recursive: 1 }) },
      asked: ASKED,
      permissions: CONTENTS,
    }),
    ASKED,
  )
  const { tree, truncated } = answer
  if (typeof truncated !== 'boolean') throw unreadable(ASKED)
  const entries = new Map<string, Entry>()
  for (const object of objectsIn(tree, ASKED)) {
    const entry = entryOf(object)
    if (entries.has(entry.path)) throw unreadable(ASKED)
    entries.set(entry.path, entry)
  }
  return { entries, isWhole: !truncated }
}

const entryOf = (entry: Json): Entry => {
  const mode = stringAt(entry, 'mode')
  if (mode === undefined || !/^[0-7]{6}$/.test(mode)) throw unreadable(ASKED)
  return {
    path: pathAt(entry, 'path', ASKED),
    mode,
    sha: shaAt(entry, 'sha', ASKED),
    size: countAt(entry, 'size'),
  }
}
