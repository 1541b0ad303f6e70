import type { GitHubApi, GitHubQuestion } from '@ci-kit/core/github'
import { hasNextPage, PAGE_SIZE, pageOf } from '@ci-kit/core/github-pages'
import { countAt, isObject, objectAt, stringAt } from '@ci-kit/core/json'

/** What a comment needs to be edited. */
export type FoundComment = { readonly id: number; readonly body: string; readonly url: string }

/** `unknown`: there are more comments than are looked through. */
export type Search =
  | { readonly state: 'found'; readonly comment: FoundComment }
  | { readonly state: 'none' | 'unknown' }

/** The login under which a workflow's own token writes, on every GitHub. */
export const ACTIONS_LOGIN = 'github-actions[bot]'

const MAX_PAGES = 30
/** How many comments are looked through. */
export const MAX_COMMENTS = MAX_PAGES * PAGE_SIZE

/**
 * The oldest comment of `author` that begins with the marker. Anybody can write
 * a comment with the marker in it, so that of anybody else does not count; no
 * user can have a login that ends in `[bot]`.
 */
export const findComment = async (
  github: GitHubApi,
  number: number,
  marker: string,
  author: string,
): Promise<Search> => {
  const question = commentsOf(number)
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await pageOf(github, question, page)
    const entries: readonly unknown[] = Array.isArray(answer.data) ? answer.data : []
    for (const entry of entries) {
      const comment = commentIn(entry, marker, author)
      if (comment !== undefined) return { state: 'found', comment }
    }
    if (!hasNextPage(answer, page)) return { state: 'none' }
  }
  return { state: 'unknown' }
}

const commentsOf = (number: number): GitHubQuestion => ({
  route: 'issues/{number}/comments',
  parameters: { number },
  asked: `the comments on pull request #${number}`,
  permissions: ['pull-requests: write'],
})

const commentIn = (entry: unknown, marker: string, author: string): FoundComment | undefined => {
  if (!isObject(entry)) return undefined
  const id = countAt(entry, 'id')
  const body = stringAt(entry, 'body') ?? ''
  const isOurs = authorOf(entry)?.toLowerCase() === author.toLowerCase()
  if (id === undefined || !isOurs || body.split(/\r?\n/, 1)[0] !== marker) return undefined
  return { id, body, url: stringAt(entry, 'html_url') ?? '' }
}

/** The login of who wrote a comment, undefined when GitHub does not say. */
export const authorOf = (comment: unknown): string | undefined =>
  isObject(comment) ? stringAt(objectAt(comment, 'user'), 'login') : undefined
