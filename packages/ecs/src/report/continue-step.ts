import type { ServiceReport } from './rollout-report.ts'

/**
 * YAML of a step's inputs that ends a pause; '' where nothing waits for one.
 * Names are quoted as JSON, which YAML reads as well.
 */
export const continueInputs = ({ rollout, serviceArn, service }: ServiceReport): string => {
  if (typeof rollout === 'string') return ''
  const { outcome } = rollout
  if (outcome.kind !== 'paused' || outcome.hookId === undefined) return ''
  const cluster = /:service\/([^/]+)\/[^/]+$/.exec(serviceArn)?.[1]
  return [
    'with:',
    ...(cluster === undefined ? [] : [`  cluster: ${JSON.stringify(cluster)}`]),
    `  service: ${JSON.stringify(service)}`,
    '  continue: continue # or: rollback',
  ].join('\n')
}
