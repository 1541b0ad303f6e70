import { type Json, stringAt } from '@ci-kit/core/json'
import { AwsFault, type ServiceHandler } from '../service-handler.ts'
import { seconds } from '../time.ts'
import { operations, required } from './operations.ts'

/** What is known of a secret. Its value is no part of the simulation. */
export type Secret = {
  readonly name: string
  /** With the six random characters: `arn:aws:secretsmanager:…:secret:db-AbCdEf`. */
  readonly arn: string
  /** Ids of versions with their stages; empty for a secret that never had a value. */
  readonly versions: Readonly<Record<string, readonly string[]>>
  /** Milliseconds since the epoch; scheduled for deletion when it is there. */
  readonly deletedAt?: number
}

/** The part of Secrets Manager that tells what is known of a secret, never its value. */
export const secretsManager = (secrets: readonly Secret[]): ServiceHandler =>
  operations({ DescribeSecret: (input) => written(secretOf(secrets, required(input, 'SecretId'))) })

/** Names, full ARNs, and ARNs without the random end are understood. */
const secretOf = (secrets: readonly Secret[], id: string): Secret => {
  const secret = secrets.find(
    ({ name, arn }) => name === id || arn === id || arn.replace(/-[A-Za-z0-9]{6}$/, '') === id,
  )
  if (secret !== undefined) return secret
  throw new AwsFault(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  )
}

const written = ({ name, arn, versions, deletedAt }: Secret): Json => ({
  ARN: arn,
  Name: name,
  ...(Object.keys(versions).length > 0 && { VersionIdsToStages: versions }),
  ...(deletedAt !== undefined && { DeletedDate: seconds(deletedAt) }),
})

/** The part of Systems Manager that lists parameters by their names, never with values. */
export const parameterStore = (names: readonly string[]): ServiceHandler =>
  operations({ DescribeParameters: (input) => describeParameters(names, input) })

const describeParameters = (names: readonly string[], input: Json): Json => {
  const filters = Array.isArray(input.ParameterFilters) ? input.ParameterFilters : []
  const wanted = filters.flatMap((filter: Json) => valuesOf(filter))
  const found = names.filter((name) => filters.length === 0 || wanted.includes(name))
  return { Parameters: found.map((Name) => ({ Name, Type: 'SecureString', Version: 1 })) }
}

const MOST = 50

const valuesOf = (filter: Json): readonly unknown[] => {
  const { Values: values } = filter
  const isByName = stringAt(filter, 'Key') === 'Name' && stringAt(filter, 'Option') === 'Equals'
  if (isByName && Array.isArray(values) && values.length <= MOST) return values
  throw new AwsFault('InvalidFilterValue', `Only Name Equals, of at most ${MOST}, is simulated`)
}
