import type { Json } from '@ci-kit/core/json'
import { AwsFault, type ServiceHandler } from '../service-handler.ts'
import { operations, required } from './operations.ts'

export type Role = {
  readonly name: string
  readonly arn: string
  /** Who may assume it, as the author writes it. */
  readonly trust: Json
}

/** The part of IAM that is asked for roles. IAM writes times as text, and policies percent-encoded (RFC 3986). */
export const identity = (roles: readonly Role[]): ServiceHandler =>
  operations({
    GetRole: (input) => {
      const name = required(input, 'RoleName')
      const role = roles.find((each) => each.name === name)
      if (role === undefined)
        throw new AwsFault('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
      return {
        Role: {
          Path: /:role(\/(?:.+\/)?)[^/]+$/.exec(role.arn)?.[1] ?? '/',
          RoleName: role.name,
          RoleId: 'AROAEXAMPLEEXAMPLE000',
          Arn: role.arn,
          CreateDate: '2026-01-01T00:00:00Z',
          AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
        },
      }
    },
  })
