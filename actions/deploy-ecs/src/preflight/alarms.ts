import { limited } from '@ci-kit/core/amounts'
import { visible } from '@ci-kit/core/log'
import { type Check, warning } from './finding.ts'
import { type PreflightPorts, quoted, type Subject } from './subject.ts'

/** ECS takes no notice of an alarm that fires when a deployment begins, so that it would guard nothing. */
export const alarmChecks = (
  { service }: Subject,
  ports: Pick<PreflightPorts, 'alarms'>,
): readonly Check[] => {
  if (service === undefined || service.alarms.length === 0) return []
  const { name, alarms } = service
  return [
    {
      what: `alarms ${limited(alarms.map(quoted), 5)}`,
      run: async () => {
        const found = await ports.alarms(alarms)
        const firing = found.filter(({ state }) => state === 'ALARM')
        const missing = alarms.filter((alarm) => !found.some((each) => each.name === alarm))
        return [
          ...firing.map((alarm) =>
            warning(
              `Alarm ${quoted(alarm.name)} of service ${quoted(name)} fires already (${visible(alarm.reason, 300)}). ECS ignores an alarm that fires at the start, so it will not stop a bad deployment.`,
            ),
          ),
          ...missing.map((alarm) =>
            warning(
              `There is no alarm ${quoted(alarm)}, which should guard deployments of service ${quoted(name)}. Create it, or take it out of the deployment configuration.`,
            ),
          ),
        ]
      },
    },
  ]
}
