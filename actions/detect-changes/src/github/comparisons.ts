import type { GitHubApi } from '@ci-kit/core/github'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { CONTENTS, isNotFound, objectIn, shaAt, unreadable } from './answers.ts'

const ASKED = 'the place where two commits meet'

/** How two commits lie to each other. */
export type Comparison = {
  readonly mergeBase: string
  /** Whether the second holds all commits of the first. */
  readonly builds: boolean
}

/**
 * Compares two commits, by ids or names; undefined when GitHub knows one of
 * them not (any more), or when they have no common commit. The second page of
 * one commit each: only the first one lists files, up to 300 with their text.
 */
export const comparison = async (
  api: GitHubApi,
  base: string,
  head: string,
): Promise<Comparison | undefined> => {
  const asking = api.get({
    route: 'compare/{basehead}',
    parameters: { basehead: `${base}...${head}`, per_page: 1, page: 2 },
    asked: ASKED,
    permissions: CONTENTS,
  })
  const answer = await asking.catch((thrown: unknown) => {
    if (isNotFound(thrown)) return undefined
    throw thrown
  })
  if (answer === undefined) return undefined
  const facts = objectIn(answer, ASKED)
  const status = stringAt(facts, 'status') ?? ''
  if (!['ahead', 'behind', 'diverged', 'identical'].includes(status)) throw unreadable(ASKED)
  return {
    mergeBase: shaAt(objectAt(facts, 'merge_base_commit'), 'sha', ASKED),
    builds: status === 'ahead' || status === 'identical',
  }
}
