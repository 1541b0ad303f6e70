import type { GitHubApi } from '@ci-kit/core/github'
import type { GitHubQuestions } from '../github-questions.ts'
import { answered } from './answers.ts'
import { lastDeployed } from './deployments.ts'
import { pullRequestChanges } from './pull-request.ts'
import { lastSuccess } from './runs.ts'

/** What only GitHub's API knows, from the API. */
export const githubQuestions = (api: GitHubApi): GitHubQuestions => ({
  pullRequest: (number, head) => answered(() => pullRequestChanges(api, number, head)),
  lastSuccess: (question, head) => answered(() => lastSuccess(api, question, head)),
  lastDeployed: (environment) => answered(() => lastDeployed(api, environment)),
})
