import { visible } from '@ci-kit/core/log'
import type { Outcome } from '@ci-kit/ecs/rollout/outcome'
import type { CodeDeployment, DeploymentTarget } from './codedeploy.ts'

/** The last that was seen of a deployment. */
export type Seen = {
  readonly deployment: CodeDeployment
  /** The deployment that rolls it back, once it was read. */
  readonly rollback: CodeDeployment | undefined
  readonly target: DeploymentTarget | undefined
}

export type Verdict =
  | { readonly kind: 'wait' }
  /** Over, but the deployment that rolls back was not named yet. */
  | { readonly kind: 'expect-rollback' }
  | { readonly kind: 'end'; readonly outcome: Outcome }

const WAIT: Verdict = { kind: 'wait' }

/**
 * What a deployment has come to. Only `Succeeded` is green, and `rolled-back`
 * needs the success of the deployment that rolled back. `expectsRollback`: the
 * group or this step asked for one. `because`: why this step stopped it.
 */
export const judge = (
  seen: Seen,
  expectsRollback: boolean,
  because: string | undefined,
): Verdict => {
  const { deployment, rollback } = seen
  if (deployment.status === 'Succeeded') return { kind: 'end', outcome: { kind: 'succeeded' } }
  if (deployment.status !== 'Failed' && deployment.status !== 'Stopped') return WAIT
  const reason = reasonOf(seen, because)
  const id = deployment.rollback?.deployment
  if (id === undefined) {
    if (expectsRollback) return { kind: 'expect-rollback' }
    const said = `${reason} CodeDeploy did not roll back.`
    return { kind: 'end', outcome: { kind: 'failed', reason: said } }
  }
  if (rollback?.status === 'Succeeded') {
    return { kind: 'end', outcome: { kind: 'rolled-back', reason } }
  }
  if (rollback?.status !== 'Failed' && rollback?.status !== 'Stopped') return WAIT
  const said = `${reason} The rollback ${visible(id, 40)} did not succeed either: ${rollback.status}${errorOf(rollback)}.`
  return { kind: 'end', outcome: { kind: 'failed', reason: said } }
}

const reasonOf = ({ deployment, target }: Seen, because: string | undefined): string => {
  if (because !== undefined) return `This step stopped the deployment: ${because}.`
  const events = (target?.events ?? [])
    .filter(({ status }) => status === 'Failed')
    .map(({ name, message }) => `${name} failed${message === '' ? '' : `: ${message}`}`)
  const details = [...events, rollbackMessage(deployment)].filter((text) => text !== '')
  const more = details.length === 0 ? '' : ` (${visible(details.join('; '), 500)})`
  return `CodeDeploy ended the deployment as ${deployment.status}${errorOf(deployment)}${more}.`
}

const errorOf = ({ error }: CodeDeployment): string =>
  error === undefined
    ? ''
    : `: ${visible([error.code, error.message].filter(Boolean).join(', '), 500).replace(/\.$/, '')}`

const rollbackMessage = ({ rollback }: CodeDeployment): string => rollback?.message ?? ''

/** What a deployment that takes too long is still waiting for, as sentences. */
export const missingOf = ({ deployment, rollback, target }: Seen): readonly string[] => {
  const events = (target?.events ?? [])
    .filter(({ status }) => status === 'InProgress' || status === 'Pending')
    .map(({ name, status }) => `The lifecycle event ${visible(name, 60)} is ${status}.`)
  const following = deployment.rollback?.deployment
  return [
    `The deployment is ${deployment.status}.`,
    ...(following === undefined
      ? events
      : [`Its rollback ${visible(following, 40)} is ${rollback?.status ?? 'not begun'}.`]),
  ]
}
