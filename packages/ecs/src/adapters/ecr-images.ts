import { stringAt } from '@ci-kit/core/json'
import { objectsAt } from '../model/read-members.ts'
import { reading } from './ecs-calls.ts'
import { unlessRefused } from './refusals.ts'
import type { RegionalCall } from './regional-call.ts'

/** Where an image of a private ECR registry is, as its host name says. */
type EcrPlace = { readonly account: string; readonly region: string }

export type EcrImage = {
  readonly digest: string
  /** Only an `ACTIVE` one can be pulled; `ARCHIVED` and `ACTIVATING` cannot. */
  readonly status: string
}

/** An image by tag or digest; undefined: the image or its repository is not there. */
export type FindEcrImage = (
  place: EcrPlace,
  image: { readonly repository: string; readonly tag?: string; readonly digest?: string },
  signal?: AbortSignal,
) => Promise<EcrImage | undefined>

/**
 * The account and region of a host of ECR, undefined for every other host:
 * `123456789012.dkr.ecr.eu-west-1.amazonaws.com`, with `-fips` or of China, and
 * the dual-stack `123456789012.dkr-ecr.eu-west-1.on.aws`.
 */
export const ecrPlace = (host: string): EcrPlace | undefined => {
  const [, account, region] =
    /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/.exec(
      host,
    ) ?? []
  return account === undefined || region === undefined ? undefined : { account, region }
}

/** Without the filter, ECR calls an archived image not found. */
export const ecrImages =
  (ecr: RegionalCall): FindEcrImage =>
  async ({ account, region }, { repository, tag, digest }, signal) => {
    const asked = ecr(region)(
      'DescribeImages',
      {
        registryId: account,
        repositoryName: repository,
        imageIds: [digest === undefined ? { imageTag: tag ?? 'latest' } : { imageDigest: digest }],
        filter: { imageStatus: 'ANY' },
      },
      reading(signal),
    )
    const answer = await unlessRefused(
      ['ImageNotFoundException', 'RepositoryNotFoundException'],
      asked,
    )
    const [detail] = objectsAt(answer, 'imageDetails')
    const found = stringAt(detail, 'imageDigest')
    if (found === undefined) return undefined
    return { digest: found, status: stringAt(detail, 'imageStatus') ?? 'ACTIVE' }
  }
