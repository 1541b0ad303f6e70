import type { GitHubApi } from '@ci-kit/core/github'
import { allPages } from '@ci-kit/core/github-pages'
import { objectAt, stringAt } from '@ci-kit/core/json'
import type { Change } from '../change.ts'
import { type Found, isMissing } from '../found.ts'
import type { History, Tag } from '../history.ts'
import { isRefName } from '../ref-name.ts'
import { emptyTreeLike, isSha } from '../sha.ts'
import { answered, CONTENTS, objectsIn, shaAt } from './answers.ts'
import { commitOf } from './commits.ts'
import { comparison } from './comparisons.ts'
import { comparable } from './ref-names.ts'
import { type Difference, treeDifferences } from './tree-differences.ts'

/**
 * History from GitHub's API, without a checkout. A comparison of two ids takes
 * two requests, a merge base one, a name one more.
 */
export const githubHistory = (api: GitHubApi): History => ({
  commits: (revisions) => answered(() => commits(api, revisions)),
  mergeBase: (base, head) => answered(() => mergeBase(api, base, head)),
  changes: (base, head) => answered(() => changes(api, base, head)),
  tags: () => answered(() => tags(api)),
})

const commits = async (
  api: GitHubApi,
  revisions: readonly string[],
): Promise<Found<readonly string[]>> => {
  const ids: string[] = []
  for (const found of await Promise.all(revisions.map((revision) => commitOf(api, revision)))) {
    if (isMissing(found)) return found
    ids.push(found.value)
  }
  return { value: ids }
}

const mergeBase = async (api: GitHubApi, base: string, head: string): Promise<Found<string>> => {
  const ends = await Promise.all([endOf(api, base), endOf(api, head)])
  const [from, to] = ends
  if (isMissing(from)) return from
  if (isMissing(to)) return to
  const compared = await comparison(api, from.value, to.value)
  if (compared !== undefined) return { value: compared.mergeBase }
  return {
    missing:
      'GitHub finds no commit where the two to compare meet: it lacks one of them, they have no common history, or the token may not read them',
  }
}

/** The name of a branch stays a name, which saves a request. */
const endOf = async (api: GitHubApi, revision: string): Promise<Found<string>> => {
  const name = isRefName(revision) ? comparable(revision) : undefined
  return name === undefined ? commitOf(api, revision) : { value: name }
}

const changes = async (
  api: GitHubApi,
  base: string,
  head: string,
): Promise<Found<readonly Change[]>> => {
  if (![base, head].every(isSha)) return { missing: 'what to compare is no id of a commit' }
  if (base === head) return { value: [] }
  const differences = await treeDifferences(api, unlessEmpty(base), unlessEmpty(head))
  return { value: differences.map(changeOf).toSorted(byPath) }
}

const unlessEmpty = (id: string): string | undefined => (id === emptyTreeLike(id) ? undefined : id)

const changeOf = ({ path, before, after }: Difference): Change => {
  if (before === undefined) return { path, status: 'added' }
  return { path, status: after === undefined ? 'deleted' : 'modified' }
}

const byPath = (one: Change, other: Change): number => (one.path < other.path ? -1 : 1)

const ASKED = 'the tags of the repository'
/** 3,000 tags. */
const MAX_PAGES = 30

/**
 * GitHub's list of tags says which commit each one names, annotated or not; a
 * list of references would take a request more for each annotated tag.
 */
const tags = async (api: GitHubApi): Promise<Found<readonly Tag[]>> => {
  const question = { route: 'tags', parameters: {}, asked: ASKED, permissions: CONTENTS }
  const { answers, isWhole } = await allPages(api, question, MAX_PAGES)
  if (!isWhole) return { missing: `the repository has more than ${MAX_PAGES * 100} tags` }
  return {
    value: answers
      .flatMap(({ data }) => objectsIn(data, ASKED))
      .map((tag) => ({
        name: stringAt(tag, 'name') ?? '',
        commit: shaAt(objectAt(tag, 'commit'), 'sha', ASKED),
      }))
      .filter(({ name }) => isRefName(name)),
  }
}
