import type { Detection } from '../detection.ts'
import { type Found, isMissing } from '../found.ts'
import type { Plan } from '../plan.ts'
import { emptyTreeLike, isSha } from '../sha.ts'
import { between, sinceFork, unknown } from './compare.ts'
import { sincePreviousTag } from './previous-tag.ts'
import type { Sources } from './sources.ts'

/** Carries out a plan. Each gap in what can be learned ends in `unknown`, never in less. */
export const detect = async (plan: Plan, sources: Sources): Promise<Detection> => {
  const { history, github } = sources
  switch (plan.kind) {
    case 'unknown':
      return unknown(plan.head, plan.why)
    case 'everything':
      return plan
    case 'no-file':
      return { kind: 'known', base: '', head: '', why: plan.why, changes: [] }
    case 'every-file':
      return between(history, { ...plan, base: emptyTreeLike(plan.head) })
    case 'between':
      return betweenOr(plan, sources)
    case 'since-fork':
      return sinceFork(history, plan)
    case 'pull-request':
      return ofPullRequest(plan, sources)
    case 'previous-tag':
      return sincePreviousTag(plan, history)
    case 'last-success':
      return sinceRecord(plan, 'the last successful run', sources, (head) =>
        github?.lastSuccess(plan.run, head),
      )
    case 'last-deployed':
      return sinceRecord(plan, 'the last deployment', sources, () =>
        github?.lastDeployed(plan.environment),
      )
  }
}

type Kind<K extends Plan['kind']> = Plan & { readonly kind: K }

const betweenOr = async (plan: Kind<'between'>, sources: Sources): Promise<Detection> => {
  const first = await between(sources.history, plan)
  if (first.kind !== 'unknown' || plan.otherwise === undefined) return first
  const second = await detect(plan.otherwise, sources)
  if (second.kind !== 'unknown' || second.reason === first.reason) return second
  return { ...second, reason: `${first.reason}; ${second.reason}` }
}

/** GitHub's list; with a warning the history, when GitHub does not give the whole list. */
const ofPullRequest = async (
  plan: Kind<'pull-request'>,
  { github, history, log }: Sources,
): Promise<Detection> => {
  const { number, head, why } = plan
  const files = await github?.pullRequest(number, head)
  if (files !== undefined && !isMissing(files)) {
    return { kind: 'known', base: plan.base, head, why, changes: files.value }
  }
  if (files !== undefined) {
    log.warning(`The history is asked for the files of the pull request: ${files.missing}`)
  }
  return sinceFork(history, { ...plan, mayBeContained: false })
}

/** From the commit that GitHub has on record for a success. */
const sinceRecord = async (
  plan: Kind<'last-success' | 'last-deployed'>,
  why: string,
  sources: Sources,
  ask: (head: string) => Promise<Found<string>> | undefined,
): Promise<Detection> => {
  const { head } = plan
  const record = await ask(head)
  if (record === undefined) return unknown(head, "GitHub is not asked without input 'token'")
  if (isMissing(record)) return unknown(head, record.missing)
  if (record.value === '') return detect(plan.otherwise, sources)
  if (!isSha(record.value)) return unknown(head, 'what GitHub has on record is no commit id')
  return between(sources.history, { base: record.value, head, why })
}
