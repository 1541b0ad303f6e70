import { stringAt } from '@ci-kit/core/json'
import type { Role } from '@ci-kit/ecs/adapters/iam'
import { type Check, error, type Finding, unknown } from './finding.ts'
import { type PreflightPorts, quoted, type Subject } from './subject.ts'
import { trustOfTasks } from './trust.ts'

const MEMBERS = { executionRoleArn: 'Execution role', taskRoleArn: 'Task role' } as const

/** Both roles exist and may be assumed by tasks. */
export const roleChecks = (
  { taskDefinition, partition }: Subject,
  ports: Pick<PreflightPorts, 'role'>,
): readonly Check[] => {
  const wanted = Object.entries(MEMBERS).flatMap(([member, title]) => {
    const arn = stringAt(taskDefinition, member)
    return arn === undefined ? [] : [{ arn, title }]
  })
  // Many a task definition has one role for both.
  return [...Map.groupBy(wanted, ({ arn }) => arn)].map(([arn, uses]) => ({
    what: `role ${quoted(arn)}`,
    run: async () => {
      const title = uses.map((use) => use.title).join(' and ')
      const name = roleName(arn, partition)
      if (name === undefined) return [malformed(title, arn, partition)]
      return findings(title, arn, await ports.role(name))
    },
  }))
}

/** The name of a role without its path, which GetRole takes. ECS takes a bare name as well. */
const roleName = (text: string, partition: string): string | undefined => {
  const name = text.startsWith(`arn:${partition}:iam::`)
    ? /^arn:[^:]+:iam::\d{12}:role\/(?:[!-~]+\/)?([\w+=,.@-]{1,64})$/.exec(text)?.[1]
    : text
  return name !== undefined && /^[\w+=,.@-]{1,64}$/.test(name) ? name : undefined
}

const malformed = (title: string, arn: string, partition: string): Finding =>
  error(
    `${title} ${quoted(arn)} is not the ARN of a role in partition ${partition}. Write one like arn:${partition}:iam::123456789012:role/name.`,
  )

const findings = (title: string, arn: string, role: Role | undefined): readonly Finding[] => {
  if (role === undefined)
    return [error(`${title} ${quoted(arn)} does not exist. Create it, or correct the ARN.`)]
  if (arn.startsWith('arn:') && role.arn !== arn)
    return [
      error(
        `${title} ${quoted(arn)} does not exist; the role of that name is ${quoted(role.arn)}. Correct the account or the path in the ARN.`,
      ),
    ]
  const trust = trustOfTasks(role.trust)
  if (trust === 'yes') return []
  if (trust === 'unclear')
    return [
      unknown(
        `Whether tasks may assume ${title.toLowerCase()} ${quoted(arn)} cannot be told from its trust policy alone.`,
      ),
    ]
  return [
    error(
      `${title} ${quoted(arn)} does not trust ecs-tasks.amazonaws.com, so no task can start. Allow that service sts:AssumeRole in the role's trust policy.`,
    ),
  ]
}
