import type { GitHubConnection } from '@ci-kit/core/adapters/octokit'
import { ACTIONS_LOGIN } from '@ci-kit/trivy-scan/comment/find-comment'
import {
  type CommentRequest,
  type CommentResult,
  writeComment,
} from '@ci-kit/trivy-scan/comment/write-comment'
import type { CodeScanningSetup } from '../../../fakes/code-scanning-server.ts'
import { pullRequest } from '../../../unit/trivy-scan/upload/contexts.ts'
import { type Connected, connected } from '../connected.ts'

export type Commenting = Connected & {
  comment(body: string, more?: Partial<CommentRequest>): Promise<CommentResult>
}

/** What comments on pull request #7 of a fake GitHub. */
export const commenting = async (
  setup: CodeScanningSetup = {},
  connection: Partial<GitHubConnection> = {},
): Promise<Commenting> => {
  const ports = await connected(setup, connection)
  const request: CommentRequest = { context: pullRequest(), key: 'web', author: ACTIONS_LOGIN }
  return {
    ...ports,
    comment: (body, more = {}) => writeComment(body, { ...request, ...more }, ports),
  }
}

export const methodsOf = ({ server }: Connected) => server.requests.map(({ method }) => method)
