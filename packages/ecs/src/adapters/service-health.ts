import { systemClock } from '@ci-kit/core/adapters/system-clock'
import type { Log } from '@ci-kit/core/log'
import type { Health, HealthSettings } from '../health/health.ts'
import type { HealthInputs } from '../health/health-inputs.ts'
import { watchHealth } from '../health/watch-health.ts'
import type { FindAlarms } from './alarms.ts'
import { healthGet } from './health-get.ts'

const INTERVAL_MS = 2_000
const REQUEST_MS = 10_000
const REDIRECTS = 5
const ALARM_INTERVAL_MS = 10_000

export type HealthWishes = {
  readonly address: HealthInputs
  /** Names of alarms, and how long they must not fire. */
  readonly alarms?: { readonly names: readonly string[]; readonly bakeMs: number }
}

/** Asks the health URL until it answers well or its time is over, and watches alarms. Without either it is healthy. */
export const serviceHealth = (
  { address: { url, expected, timeoutSeconds }, alarms }: HealthWishes,
  ports: { readonly alarms: FindAlarms; readonly log: Pick<Log, 'info'> },
  cancellation: AbortSignal,
): Promise<Health> => {
  const settings: HealthSettings = {
    ...(url !== undefined && {
      url: {
        url,
        expected,
        intervalMs: INTERVAL_MS,
        inARow: 1,
        deadlineMs: timeoutSeconds * 1_000,
        requestMs: REQUEST_MS,
        redirects: REDIRECTS,
      },
    }),
    ...(alarms !== undefined &&
      alarms.names.length > 0 && { alarms: { ...alarms, intervalMs: ALARM_INTERVAL_MS } }),
  }
  const progress = (text: string) => ports.log.info(text)
  const get = healthGet('ci-kit')
  return watchHealth(
    settings,
    { get, alarms: ports.alarms, clock: systemClock, progress },
    cancellation,
  )
}
