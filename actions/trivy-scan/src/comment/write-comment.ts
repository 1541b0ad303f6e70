import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import {
  type GitHubApi,
  type GitHubCommand,
  GitHubRefusal,
  type GitHubWriter,
} from '@ci-kit/core/github'
import { isObject, stringAt } from '@ci-kit/core/json'
import { type Log, visible } from '@ci-kit/core/log'
import { untrustedBecause } from '@ci-kit/core/trust'
import { markerOf } from './comment-key.ts'
import { authorOf, findComment, MAX_COMMENTS } from './find-comment.ts'

export type CommentRequest = {
  readonly context: Context
  /** From `commentKey`. */
  readonly key: string
  /** The login that the token writes as; `ACTIONS_LOGIN` for a workflow's own. */
  readonly author: string
}

type Client = GitHubApi & GitHubWriter

export type CommentPorts = {
  /** Undefined without a token. */
  readonly github: Client | undefined
  readonly log: Log
}

/** What became of the comment. */
export type CommentResult =
  | { readonly state: 'created' | 'updated' | 'unchanged'; readonly url: string }
  /** It was not tried, or GitHub did not take it. */
  | { readonly state: 'skipped' | 'failed'; readonly reason: string }

/**
 * Keeps one comment on the pull request: written once, edited when the body
 * differs. Never rejects for what GitHub says, because a comment decides
 * nothing; why there is none is logged. `body` is Markdown; GitHub takes 65,536
 * characters with the marker.
 */
export const writeComment = async (
  body: string,
  request: CommentRequest,
  { github, log }: CommentPorts,
): Promise<CommentResult> => {
  const target = targetOf(request.context, github)
  if ('reason' in target) {
    log.notice(`No comment is written: ${target.reason}.`)
    return { state: 'skipped', ...target }
  }
  const text = `${markerOf(request.key)}\n${body}`
  try {
    const result = await keepOne(text, target, request, log)
    log.info(`The comment on the pull request is ${result.state}: ${result.url}`)
    return result
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    const reason = reasonIn(thrown)
    log.warning(`The comment on pull request #${target.number} is not up to date. ${reason}`)
    return { state: 'failed', reason }
  }
}

type Target = { readonly number: number; readonly github: Client }

const targetOf = (
  context: Context,
  github: Client | undefined,
): Target | { readonly reason: string } => {
  const { pullRequest, event } = context
  if (pullRequest === undefined) {
    return { reason: `the event '${visible(event)}' is for no pull request` }
  }
  const untrusted = untrustedBecause(context)
  if (untrusted !== undefined) return { reason: untrusted }
  if (github === undefined) return { reason: "there is no token, set 'github-token'" }
  return { number: pullRequest.number, github }
}

/** GitHub answers a locked conversation with the status of a missing permission. */
const reasonIn = (error: UserError): string =>
  error instanceof GitHubRefusal && /\blocked\b/i.test(error.reason)
    ? `GitHub says: ${error.reason}`
    : error.message

type Written = Extract<CommentResult, { readonly url: string }>

const keepOne = async (
  text: string,
  { number, github }: Target,
  { key, author }: CommentRequest,
  log: Log,
): Promise<Written> => {
  const found = await findComment(github, number, markerOf(key), author)
  if (found.state === 'unknown') {
    throw new UserError(
      `It has more than ${MAX_COMMENTS} comments, and an earlier one of this step may be among the others.`,
    )
  }
  if (found.state !== 'found') return await create(text, { number, github }, author, log)
  const { id, body, url } = found.comment
  if (sameText(body, text)) return { state: 'unchanged', url }
  const { data } = await github.send({
    ...commandFor(number, text),
    method: 'PATCH',
    route: 'issues/comments/{id}',
    parameters: { id },
    repeatable: true,
  })
  return { state: 'updated', url: urlIn(data) }
}

const create = async (
  text: string,
  { number, github }: Target,
  author: string,
  log: Log,
): Promise<Written> => {
  const { data } = await github.send(commandFor(number, text))
  const written = authorOf(data)
  if (written !== undefined && written.toLowerCase() !== author.toLowerCase()) {
    log.warning(
      `The token writes comments as '${visible(written, 100)}', and 'comment-author' is '${visible(author, 100)}'. Set 'comment-author: ${visible(written, 100)}', or the next run does not find its comment and writes another one.`,
    )
  }
  return { state: 'created', url: urlIn(data) }
}

const commandFor = (number: number, body: string): GitHubCommand => ({
  method: 'POST',
  route: 'issues/{number}/comments',
  parameters: { number },
  body: { body },
  what: `the comment on pull request #${number}`,
  permissions: ['pull-requests: write'],
  // A second comment would stay for ever.
  repeatable: false,
})

const urlIn = (comment: unknown): string =>
  (isObject(comment) ? stringAt(comment, 'html_url') : undefined) ?? ''

/** GitHub may keep line ends and the end of a text in its own way. */
const sameText = (one: string, other: string): boolean => canonical(one) === canonical(other)

const canonical = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd()
