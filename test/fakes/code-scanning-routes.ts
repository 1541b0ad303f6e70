import type { CodeScanning } from './code-scanning.ts'
import type { Reply } from './github-reply.ts'
import type { IssueComments } from './issue-comments.ts'

export type WriteRoute = {
  readonly method: string
  /** Of the path below the repository. */
  readonly pattern: RegExp
  readonly permission: string
  readonly handle: (group: string, body: unknown, url: URL) => Reply
}

/** What can be asked and written below the repository. */
export const writeRoutes = (
  scanning: CodeScanning,
  comments: IssueComments,
  repository: string,
): readonly WriteRoute[] => {
  const api = ({ origin }: URL) => `${origin}/repos/${repository}`
  const ofScanning = { permission: 'security_events' }
  const ofComments = { permission: 'pull_requests' }
  const onIssue = /^issues\/(\d+)\/comments$/
  return [
    {
      ...ofScanning,
      method: 'POST',
      pattern: /^code-scanning\/sarifs()$/,
      handle: (_group, body, url) => scanning.post(body, api(url)),
    },
    {
      ...ofScanning,
      method: 'GET',
      pattern: /^code-scanning\/sarifs\/([^/]+)$/,
      handle: (id, _body, url) => scanning.status(id, api(url)),
    },
    {
      ...ofComments,
      method: 'GET',
      pattern: onIssue,
      handle: (issue, _body, url) => comments.list(Number(issue), url),
    },
    {
      ...ofComments,
      method: 'POST',
      pattern: onIssue,
      handle: (issue, body) => comments.create(Number(issue), body),
    },
    {
      ...ofComments,
      method: 'PATCH',
      pattern: /^issues\/comments\/(\d+)$/,
      handle: (id, body) => comments.edit(Number(id), body),
    },
  ]
}
