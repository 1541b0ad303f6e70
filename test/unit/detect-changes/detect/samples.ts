import type { Change } from '@ci-kit/detect-changes/change'
import { detect } from '@ci-kit/detect-changes/detect/detect'
import type { Found } from '@ci-kit/detect-changes/found'
import type { GitHubQuestions } from '@ci-kit/detect-changes/github-questions'
import type { History, Tag } from '@ci-kit/detect-changes/history'
import type { Plan } from '@ci-kit/detect-changes/plan'
import { A, B, change, memoryLog } from '../samples.ts'

const found = <T>(value: T | undefined, missing: string): Found<T> =>
  value === undefined ? { missing } : { value }

export type Facts = {
  readonly names?: Record<string, string>
  /** Commits by `base..head`, both as they are asked for. */
  readonly mergeBases?: Record<string, string>
  readonly diffs?: Record<string, readonly Change[]>
  readonly tags?: readonly Tag[]
}

/** A history that knows these facts and nothing else. */
export const history = ({ names = {}, mergeBases = {}, diffs = {}, tags }: Facts): History => ({
  commits: async (revisions) => {
    const ids = revisions.map((one) => names[one] ?? (/^[0-9a-f]{40}$/.test(one) ? one : ''))
    return ids.includes('') ? { missing: 'no such branch' } : { value: ids }
  },
  mergeBase: async (base, head) => found(mergeBases[`${base}..${head}`], 'history is cut'),
  changes: async (base, head) => found(diffs[`${base}..${head}`], 'no such commit'),
  tags: async () => found(tags, 'no tags'),
})

/** `A..B` changes the file `git`; `feature` names `B`, `main` `A`. */
export const git = history({
  names: { feature: B, main: A },
  mergeBases: { [`${A}..${B}`]: A, [`main..${B}`]: A },
  diffs: { [`${A}..${B}`]: [change('git')] },
})

/** GitHub that answers with these facts, and with a missing permission where there is none. */
export const gitHub = (facts: {
  readonly files?: readonly Change[]
  readonly success?: string
  readonly deployed?: string
}): GitHubQuestions => ({
  pullRequest: async () => found(facts.files, 'pull-requests: read is missing.'),
  lastSuccess: async () => found(facts.success, 'actions: read is missing.'),
  lastDeployed: async () => found(facts.deployed, 'deployments: read is missing.'),
})

export const detected = async (plan: Plan, from: History = git, github?: GitHubQuestions) => {
  const log = memoryLog()
  return { detection: await detect(plan, { history: from, github, log }), lines: log.lines }
}
