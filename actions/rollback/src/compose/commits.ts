import { type GitHubApi, GitHubRefusal } from '@ci-kit/core/github'
import { countAt, isObject, objectAt, stringAt } from '@ci-kit/core/json'
import type { Log } from '@ci-kit/core/log'
import type { Commits } from '../ports.ts'

/** One page; GitHub counts the others. */
const MOST_LISTED = 50
const MOST_CHARACTERS = 100

/**
 * The commits that are in `head` and not in `base`, newest first. Undefined
 * when GitHub cannot tell, which is logged: a commit may be gone.
 */
export const commitsBetween =
  (github: GitHubApi, log: Pick<Log, 'notice'>) =>
  async (base: string, head: string): Promise<Commits | undefined> => {
    try {
      const { data } = await github.get({
        route: 'compare/{basehead}',
        parameters: { basehead: `${base}...${head}`, per_page: MOST_LISTED },
        asked: `the commits from ${base.slice(0, 12)} to ${head.slice(0, 12)}`,
        permissions: ['contents: read'],
      })
      return isObject(data) ? commitsIn(data) : undefined
    } catch (thrown) {
      if (!(thrown instanceof GitHubRefusal)) throw thrown
      log.notice(`The commits of a candidate are not listed. ${thrown.message}`)
      return undefined
    }
  }

const commitsIn = (comparison: Readonly<Record<string, unknown>>): Commits => {
  const entries = Array.isArray(comparison.commits) ? comparison.commits.filter(isObject) : []
  const listed = entries.slice(0, MOST_LISTED).map((entry) => ({
    sha: stringAt(entry, 'sha') ?? '',
    title: titleOf(stringAt(objectAt(entry, 'commit'), 'message') ?? ''),
  }))
  // GitHub lists the oldest first.
  return { total: countAt(comparison, 'total_commits') ?? listed.length, listed: listed.reverse() }
}

const titleOf = (message: string): string =>
  message.slice(0, MOST_CHARACTERS).replace(/[\r\n][\s\S]*$/, '')
