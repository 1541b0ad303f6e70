import { isObject, stringAt } from '@ci-kit/core/json'
import { json, paged, type Reply } from './github-reply.ts'

export type CommentAuthor = { readonly login: string; readonly type: 'Bot' | 'User' }

export type ServedComment = {
  readonly id: number
  readonly issue: number
  readonly body: string
  readonly user: CommentAuthor
}

export type CommentOptions = {
  /** Who the token writes as. */
  readonly author?: CommentAuthor
  /** Issues and pull requests that take no more comments. */
  readonly locked?: readonly number[]
}

export type IssueComments = {
  readonly all: () => readonly ServedComment[]
  /** How often each comment was edited, by id. */
  readonly edits: ReadonlyMap<number, number>
  /** A comment that is there already; its id. */
  add(issue: number, body: string, user?: CommentAuthor): number
  list(issue: number, url: URL): Reply
  create(issue: number, body: unknown): Reply
  edit(id: number, body: unknown): Reply
}

/** The author of what a workflow's own token writes. */
export const ACTIONS_BOT: CommentAuthor = { login: 'github-actions[bot]', type: 'Bot' }

const MAX_LENGTH = 65_536

/** Comments of issues and pull requests as GitHub keeps them, without HTTP. */
export const issueComments = (options: CommentOptions): IssueComments => {
  const comments: ServedComment[] = []
  const edits = new Map<number, number>()
  const add = (issue: number, body: string, user: CommentAuthor) =>
    comments.push({ id: 1000 + comments.length, issue, body, user }) - 1
  return {
    all: () => comments,
    edits,
    add: (issue, body, user = ACTIONS_BOT) => 1000 + add(issue, body, user),
    list: (issue, url) =>
      paged(url, comments.filter((comment) => comment.issue === issue).map(asGitHub)),
    create: (issue, body) => {
      if (options.locked?.includes(issue)) {
        return json({ message: 'Unable to create comment because issue is locked.' }, 403)
      }
      const text = textOf(body)
      if (typeof text !== 'string') return text
      const created = comments[add(issue, text, options.author ?? ACTIONS_BOT)]
      return json(created && asGitHub(created), 201)
    },
    edit: (id, body) => {
      const at = comments.findIndex((comment) => comment.id === id)
      const found = comments[at]
      const text = textOf(body)
      if (found === undefined) return json({ message: 'Not Found' }, 404)
      if (typeof text !== 'string') return text
      const edited = { ...found, body: text }
      comments[at] = edited
      edits.set(id, (edits.get(id) ?? 0) + 1)
      return json(asGitHub(edited))
    },
  }
}

const textOf = (body: unknown): string | Reply => {
  const text = isObject(body) ? stringAt(body, 'body') : undefined
  if (text === undefined) return invalid("body can't be blank")
  if (text.length > MAX_LENGTH)
    return invalid(`body is too long (maximum is ${MAX_LENGTH} characters)`)
  return text
}

const invalid = (message: string): Reply =>
  json({ message: 'Validation Failed', errors: [{ resource: 'IssueComment', message }] }, 422)

const asGitHub = ({ id, issue, body, user }: ServedComment) => ({
  id,
  body,
  user,
  html_url: `https://github.example/octo/shop/pull/${issue}#issuecomment-${id}`,
})
