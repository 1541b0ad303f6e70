import { messageOf, UserError } from '@ci-kit/core/errors'
import { objectAt, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { once } from '@ci-kit/core/once'
import { type EcrImage, ecrPlace } from '@ci-kit/ecs/adapters/ecr-images'
import { missingPlatforms, parsePlatform } from '@ci-kit/oci/platform'
import { type ImageReference, parseReference } from '@ci-kit/oci/reference'
import { type Check, error, type Finding, unknown, warning } from './finding.ts'
import { containersOf, isFargate, type PreflightPorts, quoted, type Subject } from './subject.ts'

type Ports = Pick<PreflightPorts, 'ecrImage' | 'platforms'>

/** Every image exists, can be pulled, and has the platform of the tasks. */
export const imageChecks = (subject: Subject, ports: Ports): readonly Check[] => {
  const used = Map.groupBy(containersOf(subject), ({ image }) => image)
  return [...used].flatMap(([image, containers]) => {
    const users = containers.map(({ name }) => quoted(name)).join(', ')
    const reference = referenceIn(image)
    if (reference instanceof UserError)
      return {
        what: image,
        run: async () => [error(`Container ${users}: ${messageOf(reference)}`)],
      }
    const named = `Image ${quoted(image)} of container ${users}`
    const found = once(() => ecrImage(reference, ports))
    return [
      {
        what: `image ${quoted(image)}`,
        run: async () => ecrFindings(named, await found()),
      },
      {
        what: `platform of image ${quoted(image)}`,
        run: async () => {
          // What ECR says of the image is the other check's to tell.
          const [known] = await Promise.allSettled([found()])
          const isGone = known.status === 'fulfilled' && isUnusable(known.value)
          return isGone ? [] : platformFindings(named, subject, await ports.platforms(reference))
        },
      },
    ]
  })
}

const referenceIn = (image: string): ImageReference | UserError => {
  try {
    return parseReference(image)
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown
    throw thrown
  }
}

const ecrImage = async (
  { registry, repository, tag, digest }: ImageReference,
  ports: Ports,
): Promise<EcrImage | 'missing' | 'elsewhere'> => {
  const place = ecrPlace(registry)
  if (place === undefined) return 'elsewhere'
  const wanted = { repository, ...(tag && { tag }), ...(digest && { digest }) }
  return (await ports.ecrImage(place, wanted)) ?? 'missing'
}

const isUnusable = (image: EcrImage | 'missing' | 'elsewhere'): boolean =>
  image === 'missing' || (image !== 'elsewhere' && image.status !== 'ACTIVE')

const ecrFindings = (
  named: string,
  image: EcrImage | 'missing' | 'elsewhere',
): readonly Finding[] => {
  if (image === 'missing') return [missing(named)]
  if (image === 'elsewhere' || image.status === 'ACTIVE') return []
  const status = visible(image.status, 50)
  return [
    error(
      `${named} is ${status} in ECR and cannot be pulled. Restore it (ecr:UpdateImageStorageClass) and wait until it is ACTIVE, or deploy another one.`,
    ),
  ]
}

const missing = (named: string): Finding =>
  error(`${named} does not exist. Push it, or correct the reference.`)

const platformFindings = (
  named: string,
  subject: Subject,
  platforms: readonly string[] | undefined,
): readonly Finding[] => {
  if (platforms === undefined) return [missing(named)]
  const { platform, isDeclared } = platformOf(subject)
  const parsed = platforms.map(parsePlatform).filter((each) => each !== undefined)
  if (missingPlatforms(parsed, [platform]).length === 0) return []
  if (platforms.includes(''))
    return [unknown(`${named} does not say for which platform it is; the tasks need ${platform}.`)]
  const told = `${named} is for ${visible(platforms.join(', '), 300)}, and`
  return isDeclared || isFargate(subject)
    ? [
        error(
          `${told} the tasks need ${platform}. Build it for that platform, or change runtimePlatform.`,
        ),
      ]
    : [warning(`${told} the task definition without runtimePlatform stands for ${platform}.`)]
}

/** ECS takes LINUX and X86_64 where nothing is written; only Fargate keeps to it. */
const platformOf = ({ taskDefinition }: Subject): { platform: string; isDeclared: boolean } => {
  const runtime = objectAt(taskDefinition, 'runtimePlatform')
  const family = stringAt(runtime, 'operatingSystemFamily')
  const cpu = stringAt(runtime, 'cpuArchitecture')
  const os = family?.startsWith('WINDOWS') === true ? 'windows' : 'linux'
  const architecture = cpu === 'ARM64' ? 'arm64' : 'amd64'
  return { platform: `${os}/${architecture}`, isDeclared: cpu !== undefined }
}
