import { UserError } from '@ci-kit/core/errors'
import { type GitHubApi, GitHubRefusal } from '@ci-kit/core/github'
import { isObject, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { IsAhead } from '../before/newer-commit.ts'

const PERMISSIONS = ['contents: read']

/** Whether the second of two commits is ahead of the first, by GitHub's word for it (Compare two commits). */
const WORDS = new Map([
  ['ahead', true],
  ['behind', false],
  ['diverged', false],
  ['identical', false],
])

/** GitHub compares whatever commits the repository has, also those that a shallow checkout lacks. */
export const commitOrder = (github: GitHubApi): IsAhead => {
  // Services of one release have the same commit.
  const asked = new Map<string, Promise<boolean>>()
  return (earlier, later) => {
    const pair = `${earlier}...${later}`
    const answer = asked.get(pair) ?? isAhead(github, earlier, later)
    asked.set(pair, answer)
    return answer
  }
}

const isAhead = async (github: GitHubApi, earlier: string, later: string): Promise<boolean> => {
  try {
    const { data } = await github.get({
      route: 'compare/{basehead}',
      parameters: { basehead: `${earlier}...${later}`, per_page: 1 },
      asked: `whether ${short(later)} is newer than ${short(earlier)}`,
      permissions: PERMISSIONS,
    })
    const status = (isObject(data) && stringAt(data, 'status')) || ''
    const known = WORDS.get(status)
    if (known !== undefined) return known
    throw new UserError(
      `GitHub does not say whether commit ${short(later)}, which is deployed, is newer than ${short(earlier)}: its answer has status '${visible(status, 50)}'. Run the job again, or set 'older-commit: deploy'.`,
    )
  } catch (thrown) {
    // A branch was written anew without it, and who may read this run's commit may read all.
    const isWithout = isNotThere(thrown) && (await has(github, earlier))
    if (isWithout && !(await has(github, later))) return false
    throw thrown
  }
}

const has = async (github: GitHubApi, sha: string): Promise<boolean> => {
  try {
    await github.get({
      route: 'git/commits/{sha}',
      parameters: { sha },
      asked: `commit ${short(sha)}`,
      permissions: PERMISSIONS,
    })
    return true
  } catch (thrown) {
    if (isNotThere(thrown)) return false
    throw thrown
  }
}

const isNotThere = (thrown: unknown): boolean =>
  thrown instanceof GitHubRefusal && thrown.status === 404

const short = (sha: string): string => sha.slice(0, 12)
