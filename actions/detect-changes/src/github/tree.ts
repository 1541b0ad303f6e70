import type { GitHubApi } from '@ci-kit/core/github'
import { stringAt } from '@ci-kit/core/json'
import { type Found, isMissing } from '../found.ts'
import { MAX_FILE_BYTES, type RepositoryTree } from '../repository-tree.ts'
import { isSha } from '../sha.ts'
import { answered, CONTENTS, objectIn, unreadable } from './answers.ts'
import { treeDifferences } from './tree-differences.ts'
import type { Entry } from './trees.ts'

const REGULAR = ['100644', '100755', '100664']

type Entries = ReadonlyMap<string, Entry>

/**
 * The files of a commit by GitHub's API: one request for all paths, more where
 * GitHub cuts the list, and one for each text.
 */
export const githubTree = (api: GitHubApi, head: string): RepositoryTree => {
  let listing: Promise<Found<Entries>> | undefined
  const entries = (): Promise<Found<Entries>> => {
    listing ??= answered(() => entriesOf(api, head))
    return listing
  }
  return {
    paths: async () => {
      const found = await entries()
      return isMissing(found) ? found : { value: [...found.value.keys()].toSorted() }
    },
    read: async (path) => {
      const found = await entries()
      return isMissing(found) ? found : answered(() => textOf(api, found.value.get(path)))
    },
  }
}

/** All that differs from nothing. */
const entriesOf = async (api: GitHubApi, head: string): Promise<Found<Entries>> => {
  if (!isSha(head)) return { missing: 'the commit to look at is no id' }
  const files = await treeDifferences(api, undefined, head)
  return { value: new Map(files.flatMap(({ path, after }) => (after ? [[path, after]] : []))) }
}

const ASKED = 'a file of the repository'

/** By the id of its content, so that no path becomes part of an address. */
const textOf = async (api: GitHubApi, entry: Entry | undefined): Promise<Found<string>> => {
  if (entry === undefined) return { missing: 'there is no such file' }
  if (!REGULAR.includes(entry.mode)) return { missing: 'the file is a link or a submodule' }
  if (entry.size === undefined || entry.size > MAX_FILE_BYTES) {
    return { missing: `the file has more than ${MAX_FILE_BYTES} bytes` }
  }
  const answer = await api.get({
    route: 'git/blobs/{id}',
    parameters: { id: entry.sha },
    asked: ASKED,
    permissions: CONTENTS,
  })
  const facts = objectIn(answer, ASKED)
  const bytes = Buffer.from(stringAt(facts, 'content') ?? '', 'base64')
  if (facts.encoding !== 'base64' || bytes.length !== entry.size) throw unreadable(ASKED)
  try {
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { missing: 'the file is no text in UTF-8' }
  }
}
