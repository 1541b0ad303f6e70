import type { LedgerEntry, ReleaseContent } from '@ci-kit/ecs/ledger/ledger'

/** A release that a service may go back to. */
export type Release = ReleaseContent & {
  /** ARNs of the newest service deployment that brought it and succeeded. */
  readonly serviceDeployment: string | undefined
  readonly serviceRevision: string | undefined
  /** Milliseconds since the epoch, by the clock of ECS, or of the ledger for what ECS does not know any more. */
  readonly at: number
  /** Its newest record. */
  readonly entry: LedgerEntry | undefined
  /** Who says that it ran well; `unproven` for a revision of the family that nobody knows of. */
  readonly proof: 'service-deployment' | 'ledger' | 'unproven'
}

/** Why a release is no target of `previous`. */
export type Exclusion = 'current' | 'bad' | 'failed' | undefined

/** How a person finds it again in a list. */
export const nameOf = ({ taskDefinition, entry }: Release): string => {
  const short = taskDefinition.slice(taskDefinition.lastIndexOf('/') + 1)
  return entry === undefined || entry.commit === ''
    ? short
    : `${short} (commit ${entry.commit.slice(0, 12)})`
}
