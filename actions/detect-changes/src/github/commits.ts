import type { GitHubApi } from '@ci-kit/core/github'
import type { Found } from '../found.ts'
import { isRefName } from '../ref-name.ts'
import { isSha } from '../sha.ts'
import { CONTENTS, isNotFound, unreadable } from './answers.ts'
import { placesOf } from './ref-names.ts'

const ASKED = 'the commit of a branch or tag'

/** Ids stand for themselves; a name takes a request, or two when it is a tag's. */
export const commitOf = async (api: GitHubApi, revision: string): Promise<Found<string>> => {
  if (isSha(revision)) return { value: revision }
  if (!isRefName(revision)) return { missing: 'what to compare is no name of a branch or tag' }
  for (const place of placesOf(revision)) {
    const commit = await commitAt(api, place)
    if (commit !== undefined) return { value: commit }
  }
  return {
    missing: 'GitHub has no branch or tag of the name to compare, or the token may not read it',
  }
}

/** An annotated tag stands for the commit that it names. */
const commitAt = async (api: GitHubApi, place: string): Promise<string | undefined> => {
  const asking = api.get({
    route: 'commits/{place}',
    parameters: { place },
    asked: ASKED,
    permissions: CONTENTS,
    accept: 'application/vnd.github.sha',
  })
  try {
    const { data } = await asking
    const sha = typeof data === 'string' ? data.trim() : ''
    if (!isSha(sha)) throw unreadable(ASKED)
    return sha
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined
    throw thrown
  }
}
