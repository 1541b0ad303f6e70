import type { Plan } from '../plan/plan.ts'

/** A job of the plan, in texts from outside. */
export type PlannedJob = {
  readonly job: 'check' | 'image' | 'deploy' | 'plan'
  readonly component: string
  readonly what: string
  readonly where: string
}

/** All jobs of a plan in their order. */
export const jobsOf = ({
  checks,
  images,
  services,
  deploy,
  environment,
}: Plan): readonly PlannedJob[] => [
  ...checks.map(({ component, check, container, runner }) => ({
    job: 'check' as const,
    component,
    what: check,
    where: container || [runner].flat().join(', '),
  })),
  ...images.map((row) => ({
    job: 'image' as const,
    component: row.component,
    what: row['image-name'],
    where: platformsOf(row.platforms),
  })),
  ...Object.entries(deploy === 'none' ? {} : services).map(([service, { component }]) => ({
    job: deploy === 'plan' ? ('plan' as const) : ('deploy' as const),
    component: String(component),
    what: service,
    where: environment,
  })),
]

const platformsOf = (list: string): string => list.replaceAll(/["[\]]/g, '').replaceAll(',', ', ')
