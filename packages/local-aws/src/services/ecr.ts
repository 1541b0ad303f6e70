import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { pageOf } from '../pages.ts'
import { AwsFault, type Now, type ServiceHandler } from '../service-handler.ts'
import { seconds } from '../time.ts'
import { operations, required } from './operations.ts'

export type EcrImage = {
  readonly repository: string
  /** `sha256:…` of {@link manifest}. */
  readonly digest: string
  readonly tags: readonly string[]
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING'
  readonly mediaType: string
  /** The text of the manifest or index. */
  readonly manifest: string
  /** Milliseconds since the epoch. */
  readonly pushedAt: number
}

export type EcrState = {
  readonly account: string
  /** What GetAuthorizationToken names: `http://127.0.0.1:5000`. */
  readonly registry: string
  readonly password: string
  /** Those without an image as well. */
  readonly repositories: readonly string[]
  readonly images: readonly EcrImage[]
}

const TOKEN_MS = 12 * 3_600_000

/** The part of ECR that is asked for images and for a password. */
export const ecr = (state: EcrState, now: Now): ServiceHandler =>
  operations({
    DescribeImages: (input) => describeImages(state, input),
    BatchGetImage: (input) => batchGetImage(state, input),
    GetAuthorizationToken: () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${state.password}`).toString('base64'),
          expiresAt: seconds(now() + TOKEN_MS),
          proxyEndpoint: state.registry,
        },
      ],
    }),
  })

/** Without a filter, ECR answers ACTIVE images only, and an archived one that is named is not found. */
const describeImages = (state: EcrState, input: Json): Json => {
  const repository = repositoryIn(state, input)
  const filter = isObject(input.filter) ? stringAt(input.filter, 'imageStatus') : undefined
  const status = filter ?? 'ACTIVE'
  const all = state.images.filter(
    (image) => image.repository === repository && (status === 'ANY' || image.status === status),
  )
  const ids = idsIn(input)
  const wanted = ids === undefined ? all : ids.map((id) => findOrFault(all, id, repository, state))
  const { page, nextToken } = pageOf(wanted, stringAt(input, 'nextToken'), 100)
  return { imageDetails: page.map((image) => detailOf(state, image)), nextToken }
}

const findOrFault = (
  images: readonly EcrImage[],
  id: Json,
  repository: string,
  { account }: EcrState,
): EcrImage => {
  const image = images.find((each) => isNamed(each, id))
  if (image !== undefined) return image
  throw new AwsFault(
    'ImageNotFoundException',
    `The image with imageId ${JSON.stringify(id)} does not exist within the repository with name '${repository}' in the registry with id '${account}'`,
  )
}

const detailOf = ({ account }: EcrState, image: EcrImage): Json => ({
  registryId: account,
  repositoryName: image.repository,
  imageDigest: image.digest,
  imageTags: image.tags,
  imageSizeInBytes: image.manifest.length,
  imagePushedAt: seconds(image.pushedAt),
  imageManifestMediaType: image.mediaType,
  imageStatus: image.status,
})

const batchGetImage = (state: EcrState, input: Json): Json => {
  const repository = repositoryIn(state, input)
  const ids = idsIn(input)
  if (ids === undefined || ids.length === 0)
    throw new AwsFault('InvalidParameterException', "Invalid parameter at 'imageIds'")
  const there = state.images.filter((image) => image.repository === repository)
  const found = ids.map((id) => there.find((image) => isNamed(image, id)))
  return {
    images: found.flatMap((image, index) =>
      image?.status === 'ACTIVE' ? [imageOf(state, image, ids[index])] : [],
    ),
    failures: found.flatMap((image, index) =>
      image?.status === 'ACTIVE' ? [] : [failureOf(image, ids[index])],
    ),
  }
}

const imageOf = ({ account }: EcrState, image: EcrImage, id: Json | undefined): Json => ({
  registryId: account,
  repositoryName: image.repository,
  imageId: { ...id, imageDigest: image.digest },
  imageManifest: image.manifest,
  imageManifestMediaType: image.mediaType,
})

const failureOf = (image: EcrImage | undefined, imageId: Json | undefined): Json =>
  image === undefined
    ? { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }
    : { imageId, failureCode: 'ImageInaccessible', failureReason: 'The image is archived' }

const repositoryIn = (state: EcrState, input: Json): string => {
  const name = required(input, 'repositoryName')
  const account = stringAt(input, 'registryId') ?? state.account
  if (account === state.account && state.repositories.includes(name)) return name
  throw new AwsFault(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  )
}

const idsIn = (input: Json): readonly Json[] | undefined =>
  Array.isArray(input.imageIds) ? input.imageIds.filter(isObject) : undefined

const isNamed = (image: EcrImage, id: Json): boolean => {
  const [digest, tag] = [stringAt(id, 'imageDigest'), stringAt(id, 'imageTag')]
  return (
    (digest !== undefined || tag !== undefined) &&
    (digest === undefined || image.digest === digest) &&
    (tag === undefined || image.tags.includes(tag))
  )
}
