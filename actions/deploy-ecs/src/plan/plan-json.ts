import type { Json } from '@ci-kit/core/json'
import type { Decision } from './decide.ts'
import type { Prepared } from './prepared.ts'

/** What would be done to one service. */
export type Planned = { readonly prepared: Prepared; readonly decision: Decision }

/** Whether anything would be sent to AWS. */
export const changesAnything = ({ prepared, decision }: Planned): boolean =>
  prepared.equal === undefined || !['unchanged', 'attach', 'register'].includes(decision.kind)

/** Whether tasks would be replaced. */
export const rolls = ({ decision }: Planned): boolean =>
  decision.kind === 'create' ||
  decision.kind === 'codedeploy' ||
  (decision.kind === 'update' && decision.update.startsDeployment)

/** The output `plan`: what changes, by services. Values of variables are not in it. */
export const planJson = (planned: readonly Planned[]): Json =>
  Object.fromEntries(
    planned.map((each) => [
      each.prepared.name,
      {
        registers: each.prepared.equal === undefined,
        rolls: rolls(each),
        does: each.decision.kind,
        ...(each.decision.kind === 'update' && { settings: each.decision.update.differences }),
        changes: each.prepared.changes,
      },
    ]),
  )
