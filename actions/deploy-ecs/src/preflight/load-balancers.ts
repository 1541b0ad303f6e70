import { countAt, stringAt } from '@ci-kit/core/json'
import { targetGroupsOf } from '@ci-kit/ecs/diagnosis/target-groups'
import { objectsAt } from '@ci-kit/ecs/model/read-members'
import { type Check, error, type Finding } from './finding.ts'
import {
  type Container,
  containersOf,
  type PreflightPorts,
  quoted,
  type Subject,
} from './subject.ts'

/** What the service's load balancers send traffic to is in the task definition. */
export const loadBalancerFindings = (subject: Subject): readonly Finding[] =>
  (subject.service?.loadBalancers ?? []).flatMap(({ containerName, containerPort }) => {
    if (containerName === undefined) return []
    const told = `The load balancer of service ${quoted(subject.service?.name ?? '')} sends its traffic to container ${quoted(containerName)}`
    const container = containersOf(subject).find(({ name }) => name === containerName)
    if (container === undefined)
      return [
        error(
          `${told}, which the task definition does not have. Keep the container's name, or change the service's load balancer.`,
        ),
      ]
    return containerPort === undefined || hasPort(container, containerPort)
      ? []
      : [
          error(
            `${told} on port ${containerPort}, which is not in its portMappings. Add the port, or change the service's load balancer.`,
          ),
        ]
  })

const hasPort = ({ document }: Container, port: number): boolean =>
  objectsAt(document, 'portMappings').some((mapping) => {
    const [, from, to] = /^(\d+)-(\d+)$/.exec(stringAt(mapping, 'containerPortRange') ?? '') ?? []
    return (
      countAt(mapping, 'containerPort') === port ||
      (from !== undefined && port >= Number(from) && port <= Number(to))
    )
  })

/** The target groups exist and take what the network mode gives: addresses or instances. */
export const targetGroupChecks = (
  subject: Subject,
  ports: Pick<PreflightPorts, 'targetGroup'>,
): readonly Check[] =>
  (subject.service ? targetGroupsOf(subject.service) : []).map((arn) => ({
    what: `target group ${quoted(arn)}`,
    run: async () => {
      const group = await ports.targetGroup(arn)
      if (group === undefined)
        return [
          error(
            `There is no target group ${quoted(arn)}, which service ${quoted(subject.service?.name ?? '')} is set to. Create it, or change the service's load balancer.`,
          ),
        ]
      const mode = stringAt(subject.taskDefinition, 'networkMode') ?? 'bridge'
      const wanted = mode === 'awsvpc' ? 'ip' : 'instance'
      return group.targetType === wanted || group.targetType === ''
        ? []
        : [
            error(
              `Target group ${quoted(arn)} takes targets of type ${quoted(group.targetType)}, and tasks with network mode ${quoted(mode)} need ${wanted}. The type of a target group cannot be changed: create another one.`,
            ),
          ]
    },
  }))
