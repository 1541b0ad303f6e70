import type { AwsCall } from '@ci-kit/aws/aws-call'
import { isObject, type Json, jsonIn, objectAt, stringAt } from '@ci-kit/core/json'
import { reading } from './ecs-calls.ts'
import { unlessRefused } from './refusals.ts'

export type Role = {
  readonly arn: string
  /** The policy that says who may assume the role; undefined when it cannot be read. */
  readonly trust: Json | undefined
}

/** A role of the account of the credentials, by its name without the path; undefined: there is none. */
export type FindRole = (name: string, signal?: AbortSignal) => Promise<Role | undefined>

export const iamRoles =
  (iam: AwsCall): FindRole =>
  async (name, signal) => {
    const asked = iam('GetRole', { RoleName: name }, reading(signal))
    // The query protocol's code, and the name that the SDK gives it.
    const answer = await unlessRefused(['NoSuchEntity', 'NoSuchEntityException'], asked)
    const role = objectAt(answer, 'Role')
    const arn = stringAt(role, 'Arn')
    if (arn === undefined) return undefined
    return { arn, trust: policyIn(stringAt(role, 'AssumeRolePolicyDocument')) }
  }

/** IAM encodes policies in percents (RFC 3986). */
const policyIn = (text: string | undefined): Json | undefined => {
  const policy = text === undefined ? undefined : jsonIn(decoded(text))
  return isObject(policy) ? policy : undefined
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch (thrown) {
    if (thrown instanceof URIError) return text
    throw thrown
  }
}
