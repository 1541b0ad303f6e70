import type { Context } from '@ci-kit/core/event'
import { untrustedBecause } from '@ci-kit/core/trust'
import { type BranchRule, environmentOf } from './environment.ts'

/** What the event of a run allows. */
export type EventPlan = {
  /** Whether images go to the registry. */
  readonly push: boolean
  /** Rules for docker-cache's input `tags`; '' for the name of the branch. */
  readonly tags: string
  /** '' for none. */
  readonly environment: string
  /** What becomes of the services, where there are any. */
  readonly deploy: 'deploy' | 'plan' | 'none'
}

/** Events on a commit that is in the repository for good; a merge group's may never be. */
const PUSHING = [
  'push',
  'create',
  'release',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
]

/** Somebody means this branch now; a schedule deploys nothing that a push has not. */
const DEPLOYING = ['push', 'workflow_dispatch']

/** Reads the event; whatever is not known to be harmless neither pushes nor deploys. */
export const eventPlanOf = (context: Context, rules: readonly BranchRule[]): EventPlan => {
  const { event, ref } = context
  const trusted = untrustedBecause(context) === undefined
  const environment = environmentFor(context, rules)
  const may = (allowed: boolean): boolean => trusted && environment !== '' && allowed
  const deploys = may(DEPLOYING.includes(event))
  const plans = may(event === 'pull_request')
  return {
    push: trusted && PUSHING.includes(event),
    tags: tagRules(ref),
    environment,
    deploy: deploys ? 'deploy' : plans ? 'plan' : 'none',
  }
}

const BRANCH = 'refs/heads/'
const TAG = 'refs/tags/'

const environmentFor = (
  { event, ref, pullRequest }: Context,
  rules: readonly BranchRule[],
): string => {
  if (event === 'pull_request') return pullRequest ? environmentOf(pullRequest.baseRef, rules) : ''
  const isBranch = ref.startsWith(BRANCH) && event !== 'merge_group'
  return isBranch ? environmentOf(ref.slice(BRANCH.length), rules) : ''
}

const VERSION = /^v?(0|[1-9]\d*)\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/

/** `1.2.3`, `1.2` and `1` for a version; no `0`, because every 0.x may break what the one before promised. */
const tagRules = (ref: string): string => {
  if (!ref.startsWith(TAG)) return ''
  const [, major] = VERSION.exec(ref.slice(TAG.length)) ?? []
  if (major === undefined) return 'type=ref,event=tag'
  const patterns = ['{{version}}', '{{major}}.{{minor}}', ...(major === '0' ? [] : ['{{major}}'])]
  return patterns.map((pattern) => `type=semver,pattern=${pattern}`).join('\n')
}
