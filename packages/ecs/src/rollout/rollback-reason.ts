import { visible } from '@ci-kit/core/log'
import type { ServiceDeployment } from '../model/service-deployment.ts'

/** Longest text of AWS in a reason. */
const MOST = 500

const breaker = ({ circuitBreaker }: ServiceDeployment): string => {
  if (circuitBreaker?.status !== 'TRIGGERED') return ''
  const { failures, threshold } = circuitBreaker
  const of = threshold === undefined ? '' : ` of ${threshold}`
  return `The deployment circuit breaker was triggered after ${failures}${of} failed tasks.`
}

const alarms = (deployment: ServiceDeployment): string => {
  const names = deployment.alarms?.triggered ?? []
  return names.length === 0
    ? ''
    : `Alarms fired: ${names.map((name) => visible(name, 100)).join(', ')}.`
}

const stopped = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** Why ECS stopped a deployment or rolled it back, as sentences; `otherwise` when it does not say. */
export const reasonIn = (deployment: ServiceDeployment, otherwise: string): string => {
  const said = [deployment.rollback?.reason ?? '', deployment.statusReason]
    .filter((text) => text !== '')
    .map((text) => stopped(visible(text, MOST)))
  const reasons = [breaker(deployment), alarms(deployment), ...new Set(said)]
  const known = reasons.filter((text) => text !== '')
  return known.length === 0 ? otherwise : known.join(' ')
}
