import type { OutcomeKind } from '../rollout/outcome.ts'

/** Image references with digests by container names: `{ api: 'ghcr.io/org/api@sha256:…' }`. */
export type Digests = Readonly<Record<string, string>>

/** What a release is known by: what a service runs. */
export type ReleaseContent = {
  /** ARN. */
  readonly taskDefinition: string
  readonly digests: Digests
}

/** Whether the schema of the database that a release needs fits the one before: `contract` cannot go back. */
export type Migrations = 'none' | 'expand' | 'contract'

/** One deployment or rollback of one service, as it was meant when it began. */
export type ReleaseRecord = ReleaseContent & {
  readonly task: 'deploy' | 'rollback'
  /** ARN of the service, which names region, account and cluster. */
  readonly service: string
  /** GitHub environment, or a name that stands for one. */
  readonly environment: string
  readonly serviceDeployment: string | undefined
  readonly serviceRevision: string | undefined
  readonly previous: ReleaseContent | undefined
  readonly migrations: Migrations
  /** Commit that the release was built from, 40 or 64 hexadecimal digits; '' when nobody knows. */
  readonly commit: string
  readonly ref: string
  readonly actor: string
  /** Why, in the words of the person who rolled back. */
  readonly reason: string
  /**
   * Releases that this went away from: never go back to them. What failed in
   * its configuration only has no digests here, so that its images stay good.
   */
  readonly bad: readonly ReleaseContent[]
}

/** What became of a record; `unknown` where the ledger does not say. */
export type RecordState = 'running' | 'succeeded' | 'failed' | 'unknown'

export type LedgerEntry = ReleaseRecord & {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly url: string | undefined
}

/** What is told of the end. */
export type RecordEnd = {
  readonly outcome: OutcomeKind
  /** GitHub takes 140 characters; what is longer is cut. */
  readonly description: string
  readonly logUrl: string | undefined
  readonly environmentUrl: string | undefined
}

/**
 * The history of releases. Append-only: a rollback is a further record, and it
 * names what it found bad. Adapters: GitHub Deployments, a JSON file. Reject
 * with a `UserError` that names the missing permission.
 */
export type Ledger = {
  /** Newest first, of one service in one environment. */
  entries(service: string, environment: string, most: number): Promise<readonly LedgerEntry[]>
  /** What became of an entry. */
  state(entry: LedgerEntry): Promise<RecordState>
  /** Opens a record and says that it runs; answers its id. */
  begin(record: ReleaseRecord, links: { readonly logUrl: string | undefined }): Promise<string>
  /** Ends it. Older successful records of the same service in a production environment become inactive. */
  end(id: string, end: RecordEnd): Promise<void>
}
