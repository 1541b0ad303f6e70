/** The claims of a GitHub job's identity token that Fulcio reads, by GitHub's names. */
export type GitHubClaims = {
  readonly repository: string
  readonly repository_id: string
  readonly repository_owner: string
  readonly repository_owner_id: string
  readonly repository_visibility: string
  readonly ref: string
  readonly ref_type: string
  readonly sha: string
  readonly workflow: string
  /** `org/app/.github/workflows/release.yml@refs/heads/main`: the file that the event started. */
  readonly workflow_ref: string
  readonly workflow_sha: string
  /** The file that the job is written in: another one with a reusable workflow. */
  readonly job_workflow_ref: string
  readonly job_workflow_sha: string
  readonly event_name: string
  readonly actor: string
  readonly actor_id: string
  readonly run_id: string
  readonly run_number: string
  readonly run_attempt: string
  readonly runner_environment: string
  /** Absent for jobs without a deployment environment. */
  readonly environment?: string
}

/** The claims of a job, with those that follow from others: a push of org/app's release.yml by default. */
export const gitHubClaims = (said: Partial<GitHubClaims> = {}): GitHubClaims => {
  const repository = said.repository ?? 'org/app'
  const ref = said.ref ?? 'refs/heads/main'
  const sha = said.sha ?? 'a'.repeat(40)
  const workflow = said.workflow_ref ?? `${repository}/.github/workflows/release.yml@${ref}`
  return {
    repository,
    repository_id: '4711',
    repository_owner: repository.split('/')[0] ?? repository,
    repository_owner_id: '815',
    repository_visibility: 'public',
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha,
    workflow: 'release',
    workflow_ref: workflow,
    workflow_sha: sha,
    job_workflow_ref: workflow,
    job_workflow_sha: said.workflow_sha ?? sha,
    event_name: 'push',
    actor: 'octocat',
    actor_id: '583231',
    run_id: '8675309',
    run_number: '42',
    run_attempt: '1',
    runner_environment: 'github-hosted',
    ...said,
  }
}

/** What GitHub names the subject of a job's token. */
export const subjectOf = ({ repository, environment, event_name, ref }: GitHubClaims): string => {
  if (environment !== undefined) return `repo:${repository}:environment:${environment}`
  return event_name === 'pull_request'
    ? `repo:${repository}:pull_request`
    : `repo:${repository}:ref:${ref}`
}
