import { objectAt, stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'
import { chunked } from './chunks.ts'
import { reading } from './ecs-calls.ts'
import { unlessRefused } from './refusals.ts'
import type { RegionalCall } from './regional-call.ts'

/** What is known of a secret; its value is never asked for. */
export type SecretFacts = {
  /** Deleted, and only kept until its recovery window ends. */
  readonly isDeleted: boolean
  /** Stages such as `AWSCURRENT` by the id of the version that has them. */
  readonly versions: ReadonlyMap<string, readonly string[]>
}

/** A secret by name or ARN; undefined: there is none. */
export type FindSecret = (
  id: string,
  region: string,
  signal?: AbortSignal,
) => Promise<SecretFacts | undefined>

/** Those of the parameters, by their names, that there are. */
export type FindParameters = (
  names: readonly string[],
  region: string,
  signal?: AbortSignal,
) => Promise<ReadonlySet<string>>

/** DescribeSecret: metadata only. */
export const secretsManager =
  (secrets: RegionalCall): FindSecret =>
  async (id, region, signal) => {
    const asked = secrets(region)('DescribeSecret', { SecretId: id }, reading(signal))
    const answer = await unlessRefused(['ResourceNotFoundException'], asked)
    if (answer === undefined) return undefined
    const versions = Object.entries(objectAt(answer, 'VersionIdsToStages') ?? {})
    return {
      isDeleted: answer.DeletedDate !== undefined && answer.DeletedDate !== null,
      versions: new Map(
        versions.map(([version, stages]) => [
          version,
          Array.isArray(stages) ? stages.filter((stage) => typeof stage === 'string') : [],
        ]),
      ),
    }
  }

/** DescribeParameters takes so many names in a filter. */
const NAMES_AT_ONCE = 50
/** A page may hold fewer than were found, even none. */
const MOST_PAGES = 20

/** DescribeParameters: names and types. GetParameters would hand out values, also of plain parameters. */
export const parameterStore =
  (parameters: RegionalCall): FindParameters =>
  async (names, region, signal) => {
    const found = new Set<string>()
    for (const values of chunked(names, NAMES_AT_ONCE)) {
      let token: string | undefined
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await parameters(region)(
          'DescribeParameters',
          {
            ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: values }],
            ...(token !== undefined && { NextToken: token }),
          },
          reading(signal),
        )
        for (const each of objectsAt(answer, 'Parameters')) found.add(stringAt(each, 'Name') ?? '')
        token = stringAt(answer, 'NextToken')
        if (token === undefined) break
      }
    }
    return found
  }
