import { alignedRows } from '@ci-kit/core/aligned-rows'
import { type Log, visible } from '@ci-kit/core/log'
import type { Plan } from '../plan/plan.ts'
import { jobsOf } from './jobs.ts'

/** Writes the plan: one line for each job, and what holds for all. */
export const logPlan = (log: Log, plan: Plan): void => {
  const rows = jobsOf(plan).map(({ job, component, what, where }) =>
    [job, component, what, where].map((cell) => visible(cell, 100)),
  )
  log.group(rows.length === 0 ? 'Plan: no job has to run' : `Plan: ${rows.length} jobs`)
  if (rows.length > 0) {
    log.info(alignedRows([['Job', 'Component', 'What', 'Where'], ...rows]).join('\n'))
  }
  log.endGroup()
  log.info(verdictOf(plan))
}

/** What happens to the images, in one sentence for people. */
export const verdictOf = ({ images, push, deploy, environment, tags }: Plan): string => {
  if (images.length === 0) return 'No image is built.'
  const named = tags === '' ? '' : ' with tags of the release'
  const built = push ? `Images are pushed${named}` : 'Images are built and not pushed'
  switch (deploy) {
    case 'deploy':
      return `${built}, and deployed to ${visible(environment, 100)}.`
    case 'plan':
      return `${built}; a plan shows what would be deployed to ${visible(environment, 100)}.`
    case 'none':
      return `${built}; nothing is deployed.`
  }
}
