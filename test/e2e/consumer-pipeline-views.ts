import type { ActRun } from './consumer-act.ts'
import type { ConsumerJob } from './consumer-log.ts'
import type { Ran } from './consumer-pipeline-runs.ts'

/** The jobs of the run but the one that shows the outputs. */
const ownJobs = ({ jobs }: ActRun): readonly ConsumerJob[] => jobs.filter(({ id }) => id !== 'told')

/** How many jobs ran, by their keys; those that were not green say so in the key. */
export const jobsOf = (run: ActRun): Readonly<Record<string, number>> => {
  const keys = ownJobs(run).map(({ id, result }) =>
    result === 'success' ? id : `${id}: ${result}`,
  )
  return Object.fromEntries(
    [...Map.groupBy(keys, (key) => key)].map(([key, { length }]) => [key, length]),
  )
}

/** What they took together. */
export const jobSeconds = (run: ActRun): number =>
  ownJobs(run).reduce((sum, { seconds }) => sum + seconds, 0)

/** The job of one component in a call by matrix. */
export const jobFor = (run: ActRun, id: string, component: string): ConsumerJob | undefined =>
  run.jobs.find((job) => job.id === id && job.name.startsWith(`${component}-`))

/** What the workflow that called the pipeline gets. */
export const outputsOf = ({ run }: Ran): Readonly<Record<string, string>> =>
  JSON.parse(run.job('told').outputs.told?.outputs ?? '{}')

/** By components, what tag `main` names. */
export const digestsOf = ({ tags }: Ran) => ({
  api: `${tags.api?.main}`,
  web: `${tags.web?.main}`,
  worker: `${tags.worker?.main}`,
})
