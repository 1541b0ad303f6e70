import { countAt, isObject, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault, type ServiceHandler } from '../service-handler.ts'
import { operations, required } from './operations.ts'

/** Targets are as EventBridge writes them, each with its `Id`. */
export type Rule = {
  readonly name: string
  readonly bus: string
  readonly schedule: string
  readonly state: 'ENABLED' | 'DISABLED'
  readonly targets: readonly Json[]
}

const MOST_TARGETS = 5

/** The part of EventBridge for scheduled tasks. What PutTargets writes stays; `rules` shows it. */
export const eventBridge = (
  initial: readonly Rule[],
): { readonly handler: ServiceHandler; rules(): readonly Rule[] } => {
  const rules = new Map(initial.map((rule) => [keyOf(rule.bus, rule.name), rule]))
  const ruleIn = (input: Json, member: string): Rule => {
    const name = required(input, member)
    const rule = rules.get(keyOf(stringAt(input, 'EventBusName') ?? 'default', name))
    if (rule !== undefined) return rule
    throw new AwsFault('ResourceNotFoundException', `Rule ${name} does not exist.`)
  }
  const handler = operations({
    DescribeRule: (input) => described(ruleIn(input, 'Name')),
    ListTargetsByRule: (input) => {
      const size = countAt(input, 'Limit') ?? 100
      const { targets } = ruleIn(input, 'Rule')
      const { page, nextToken } = pageOf(targets, stringAt(input, 'NextToken'), size)
      return { Targets: page, NextToken: nextToken }
    },
    PutTargets: (input) => {
      const rule = ruleIn(input, 'Rule')
      const given = Array.isArray(input.Targets) ? input.Targets.filter(isObject) : []
      rules.set(keyOf(rule.bus, rule.name), { ...rule, targets: withTargets(rule, given) })
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
  })
  return { handler, rules: () => [...rules.values()] }
}

const keyOf = (bus: string, name: string): string => `${bus}/${name}`

const described = ({ name, bus, schedule, state }: Rule): Json => ({
  Name: name,
  Arn: `arn:aws:events:eu-central-1:123456789012:rule/${name}`,
  EventBusName: bus,
  ScheduleExpression: schedule,
  State: state,
})

/** A target of the same `Id` is replaced as a whole. */
const withTargets = ({ targets }: Rule, given: readonly Json[]): readonly Json[] => {
  for (const target of given) for (const member of ['Id', 'Arn']) required(target, member)
  const merged = new Map([...targets, ...given].map((target) => [target.Id, target]))
  if (merged.size > MOST_TARGETS)
    throw new AwsFault('LimitExceededException', `A rule has at most ${MOST_TARGETS} targets.`)
  return [...merged.values()]
}
