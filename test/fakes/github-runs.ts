import { json, paged, type Route } from './github-reply.ts'

export type ServedJob = { readonly name: string; readonly conclusion: string }

/** A run of a workflow; lists go from the newest to the oldest. */
export type ServedRun = {
  readonly id: number
  readonly sha: string
  readonly workflow?: string
  readonly branch?: string
  readonly event?: string
  /** `null` while it goes on. */
  readonly conclusion?: string | null
  readonly jobs?: readonly ServedJob[]
}

export type ServedDeployment = {
  readonly id: number
  readonly sha: string
  readonly environment: string
  /** The newest first. */
  readonly states: readonly string[]
}

/** GitHub's bound of a search for runs. */
const LISTED = 1_000

export const runRoutes = (runs: readonly ServedRun[]): readonly Route[] => [
  {
    pattern: /^actions\/workflows\/([^/]+)\/runs$/,
    permission: 'actions',
    handle: ([workflow], url) => {
      const found = runs.filter((run) => matches(run, workflow, url))
      return paged(url, found, {
        most: LISTED,
        wrap: (page) => ({ total_count: found.length, workflow_runs: page.map(asGitHub) }),
      })
    },
  },
  {
    pattern: /^actions\/runs\/(\d+)$/,
    permission: 'actions',
    handle: ([id]) => {
      const run = runs.find((one) => one.id === Number(id))
      return run && json(asGitHub(run))
    },
  },
  {
    pattern: /^actions\/runs\/(\d+)\/jobs$/,
    permission: 'actions',
    handle: ([id], url) => {
      const run = runs.find((one) => one.id === Number(id))
      const jobs = run?.jobs ?? []
      return run && paged(url, jobs, { wrap: (page) => ({ total_count: jobs.length, jobs: page }) })
    },
  },
]

const matches = (run: ServedRun, workflow: string | undefined, { searchParams }: URL): boolean => {
  const { conclusion, head_branch, status } = asGitHub(run)
  const wanted = searchParams.get('status')
  const branch = searchParams.get('branch')
  return (
    (run.workflow ?? 'ci.yml') === workflow &&
    (branch === null || branch === head_branch) &&
    (wanted === null || wanted === conclusion || wanted === status)
  )
}

const asGitHub = ({
  id,
  sha,
  branch = 'main',
  event = 'push',
  conclusion = 'success',
}: ServedRun) => ({
  id,
  head_sha: sha,
  head_branch: branch,
  event,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
})

export const deploymentRoutes = (deployments: readonly ServedDeployment[]): readonly Route[] => [
  {
    pattern: /^deployments$/,
    permission: 'deployments',
    handle: (_groups, url) => {
      const wanted = url.searchParams.get('environment')?.toLowerCase()
      const found = deployments.filter(
        ({ environment }) => wanted === undefined || environment.toLowerCase() === wanted,
      )
      return paged(
        url,
        found.map(({ id, sha, environment }) => ({ id, sha, environment })),
      )
    },
  },
  {
    pattern: /^deployments\/(\d+)\/statuses$/,
    permission: 'deployments',
    handle: ([id], url) => {
      const found = deployments.find((one) => one.id === Number(id))
      return (
        found &&
        paged(
          url,
          found.states.map((state) => ({ state })),
        )
      )
    },
  },
]
