import { isObject, type Json } from '@ci-kit/core/json'
import { objectsAt } from '@ci-kit/ecs/model/read-members'

/** Whether ECS may assume a role; `unclear` where only IAM's own evaluation would tell. */
type Trust = 'yes' | 'no' | 'unclear'

/**
 * Reads a role's trust policy for tasks. A condition on an allowing statement
 * is taken as met: most of them bind the role to an account or a cluster, as
 * AWS recommends.
 */
export const trustOfTasks = (policy: Json | undefined): Trust => {
  if (policy === undefined) return 'unclear'
  const statements = isObject(policy.Statement)
    ? [policy.Statement]
    : objectsAt(policy, 'Statement')
  const about = statements.map((statement) => ({ statement, match: matchOf(statement) }))
  const denies = about.some(({ statement, match }) => isDeny(statement) && match !== 'no')
  if (denies) return 'unclear'
  const allowing = about.filter(({ statement }) => statement.Effect === 'Allow')
  if (allowing.some(({ match }) => match === 'yes')) return 'yes'
  return allowing.some(({ match }) => match === 'unclear') ? 'unclear' : 'no'
}

const isDeny = ({ Effect }: Json): boolean => Effect === 'Deny'

const matchOf = (statement: Json): Trust => {
  if (statement.NotPrincipal !== undefined || statement.NotAction !== undefined) return 'unclear'
  if (!textsOf(statement.Action).some(isAssumeRole)) return 'no'
  const { Principal: principal } = statement
  if (!isObject(principal)) return principal === '*' ? 'unclear' : 'no'
  const services = textsOf(principal.Service)
  if (services.some((service) => /^ecs-tasks\.amazonaws\.com(?:\.cn)?$/.test(service))) return 'yes'
  return [...services, ...textsOf(principal.AWS)].includes('*') ? 'unclear' : 'no'
}

/** Names of actions have no case, and `*` stands for any text. */
const isAssumeRole = (action: string): boolean => {
  const [start = '', ...rest] = action.toLowerCase().split('*')
  const wanted = 'sts:assumerole'
  return rest.length === 0 ? start === wanted : wanted.startsWith(start)
}

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
