import type { DiagnosisPorts } from '../diagnosis/diagnosed-rollout.ts'
import type { Ecs, Logs } from '../ecs.ts'
import { cloudWatchAlarms } from './alarms.ts'
import type { Aws } from './aws.ts'
import { logsApi } from './logs-api.ts'
import { targetGroups } from './target-groups.ts'

/** Logs of containers, in the region of the cluster or that of their driver. */
export const containerLogs = (aws: Aws): Logs =>
  logsApi((region) => (region === undefined ? aws.call('logs') : aws.in('logs')(region)))

/** What a diagnosis asks, of AWS. */
export const diagnosisPorts = (
  aws: Aws,
  { tasks }: Pick<Ecs, 'tasks'>,
  signal: AbortSignal,
): DiagnosisPorts => {
  const alarms = cloudWatchAlarms(aws.call('cloudwatch'))
  return {
    tasks,
    logs: containerLogs(aws),
    unhealthyTargets: targetGroups(aws.call('elbv2')).unhealthy,
    firingAlarms: async (names, ending) =>
      (await alarms(names, ending)).flatMap(({ name, state }) => (state === 'ALARM' ? [name] : [])),
    signal,
  }
}
