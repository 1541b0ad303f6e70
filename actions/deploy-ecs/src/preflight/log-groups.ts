import { stringAt } from '@ci-kit/core/json'
import { type Check, error, type Finding } from './finding.ts'
import {
  awslogsOf,
  containersOf,
  isFargate,
  type PreflightPorts,
  quoted,
  type Subject,
} from './subject.ts'

/** Log groups of the awslogs driver exist, unless the driver makes them itself. */
export const logGroupChecks = (
  subject: Subject,
  ports: Pick<PreflightPorts, 'hasLogGroup'>,
): readonly Check[] => {
  const wanted = containersOf(subject).flatMap((container) => {
    const options = awslogsOf(container)
    const group = stringAt(options, 'awslogs-group')
    const isMade = stringAt(options, 'awslogs-create-group')?.toLowerCase() === 'true'
    const region = stringAt(options, 'awslogs-region') ?? subject.region
    return group === undefined || isMade ? [] : [{ group, region, container: container.name }]
  })
  return [...Map.groupBy(wanted, ({ group, region }) => `${region} ${group}`).values()].flatMap(
    ([first, ...others]) => {
      if (first === undefined) return []
      const { group, region } = first
      const users = [first, ...others].map(({ container }) => quoted(container)).join(', ')
      return {
        what: `log group ${quoted(group)}`,
        run: async () =>
          (await ports.hasLogGroup(group, region))
            ? []
            : [
                error(
                  `There is no log group ${quoted(group)} in ${region}, which container ${users} logs to. Create it, or set awslogs-create-group to "true" and allow the execution role logs:CreateLogGroup.`,
                ),
              ],
      }
    },
  )
}

/** Options that the awslogs driver cannot do without. */
export const logOptionFindings = (subject: Subject): readonly Finding[] => {
  const needed = isFargate(subject)
    ? ['awslogs-group', 'awslogs-region', 'awslogs-stream-prefix']
    : ['awslogs-group']
  return containersOf(subject).flatMap((container) => {
    const options = awslogsOf(container)
    if (options === undefined) return []
    return needed
      .filter((option) => stringAt(options, option) === undefined)
      .map((option) =>
        error(
          `Container ${quoted(container.name)} logs with awslogs, but without the option ${option}. Add it to logConfiguration.options.`,
        ),
      )
  })
}
