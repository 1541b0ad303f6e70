import type { Environment } from '@ci-kit/core/event'

type Status = 'always' | 'success' | 'failure'

/** A variable of the job that must not be empty; `perAction` adds the id of the step to its name. */
type NeededVariable = { readonly name: string; readonly perAction: boolean }

/** When a post step runs: all that the runner's `post-if` names has to hold. */
export type PostCondition = {
  readonly statuses: readonly Status[]
  readonly variables: readonly NeededVariable[]
}

/** What the runner does without a `post-if` (ActionManifestManager.cs). */
export const ALWAYS: PostCondition = { statuses: ['always'], variables: [] }

const STATUS = /^(always|success|failure)\(\)$/
const VARIABLE = /^env\.([A-Za-z_]\w*) != ''$/
/** One variable for each step of a job: `github.action` is the id of the step whose post step it is. */
const OWN_VARIABLE = /^env\[format\('([A-Za-z_]\w*)\{0\}', github\.action\)\] != ''$/

/**
 * Reads the forms of `post-if` that can be evaluated without a runner, joined
 * by `&&`; throws an error that shows the text and the forms.
 */
export const postCondition = (text: string): PostCondition => {
  const statuses: Status[] = []
  const variables: NeededVariable[] = []
  for (const term of text.split('&&').map((part) => part.trim())) {
    const status = STATUS.exec(term)?.[1]
    const shared = VARIABLE.exec(term)?.[1]
    const own = OWN_VARIABLE.exec(term)?.[1]
    if (status === 'always' || status === 'success' || status === 'failure') statuses.push(status)
    else if (shared !== undefined) variables.push({ name: shared, perAction: false })
    else if (own !== undefined) variables.push({ name: own, perAction: true })
    else throw new Error(`'runs.post-if' is '${text}', expected ${FORMS}`)
  }
  return { statuses, variables }
}

const FORMS =
  "always(), success() or failure(), env.NAME != '' or env[format('PREFIX{0}', github.action)] != '', joined by &&"

/**
 * Whether the post step runs. The runner takes `post-if` as it is written, and
 * does not add `success()` to one without a status, as it does to `if`
 * (ActionRunner.cs, CleanupCondition; StepsRunner.cs, EvaluateStepIf).
 */
export const applies = (
  { statuses, variables }: PostCondition,
  exitCode: number,
  env: Environment,
): boolean =>
  statuses.every((status) => status === 'always' || (status === 'success') === (exitCode === 0)) &&
  variables.every(({ name, perAction }) => {
    const variable = perAction ? `${name}${env.GITHUB_ACTION ?? ''}` : name
    return (env[variable] ?? '') !== ''
  })
