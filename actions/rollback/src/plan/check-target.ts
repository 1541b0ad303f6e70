import { limited } from '@ci-kit/core/amounts'
import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { RegisteredTaskDefinition } from '@ci-kit/ecs/ecs'
import { contractsSince, digestOf } from '@ci-kit/ecs/ledger/releases'
import type { Release } from '../choose/release.ts'
import type { Ports } from '../ports.ts'
import type { Settings } from '../settings.ts'
import type { KnownService } from './known-service.ts'
import type { Update } from './plan.ts'
import { revisionDifferences } from './revision-differences.ts'
import { imagesIn } from './same-definition.ts'

export type Checked = { readonly update: Update; readonly warnings: readonly string[] }

/** Looks whether a release can come back. Throws a {@link UserError} that says why not; changes nothing. */
export const checkTarget = async (
  target: Release,
  known: KnownService,
  settings: Settings,
  ports: Ports,
): Promise<Checked> => {
  refuseContract(target, known, settings)
  const definition = await ports.ecs.taskDefinitions.describe(target.taskDefinition)
  const images = pinnedImages(definition, target)
  const pinned = [...images.values()].filter((image) => digestOf(image) !== undefined)
  const moving = [...images.values()].filter((image) => digestOf(image) === undefined)
  const [firing] = await Promise.all([
    known.service.alarms.length === 0 ? [] : ports.firingAlarms(known.service.alarms),
    refuseMissing(pinned, ports),
    verify(pinned, moving, ports),
  ])
  const differences = differencesTo(target, known)
  const register = needsRegistration(definition, images)
    ? ports.revived(definition, digestsIn(images))
    : undefined
  const warnings = [
    ...moving.map(movingTag),
    ...firing.map(
      (name) =>
        `Alarm ${visible(name, 200)} fires already, so ECS will not look at it in this deployment.`,
    ),
    ...differences.map(
      ({ member, current, target: then }) =>
        `${member} stays as it is now: ${current || 'none'}; the target ran with ${then || 'none'}.`,
    ),
  ]
  return { update: { target, register, differences }, warnings }
}

/** Throws a {@link UserError} when the database may be too new for the release. */
export const refuseContract = (
  target: Release,
  { entries }: KnownService,
  settings: Settings,
): void => {
  const [contract] = contractsSince(entries, target)
  if (contract === undefined || settings.allowContract) return
  const commit = contract.commit === '' ? '' : ` of commit ${contract.commit.slice(0, 12)}`
  throw new UserError(
    `The deployment${commit} (record ${visible(contract.id, 100)}) came after this release, and its migrations are marked 'contract': the release may not work with the database any more. Deploy a fix instead, or set 'allow-contract: true' if it does.`,
  )
}

/** By containers, with the digests that ran where the task definition names none. */
const pinnedImages = (
  { document }: RegisteredTaskDefinition,
  { digests }: Release,
): ReadonlyMap<string, string> =>
  new Map(
    [...imagesIn(document)].map(([container, image]) => [
      container,
      digestOf(image) === undefined && Object.hasOwn(digests, container)
        ? (digests[container] ?? image)
        : image,
    ]),
  )

const digestsIn = (images: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...images].flatMap(([container, image]): [string, string][] => {
      const digest = digestOf(image)
      return digest === undefined ? [] : [[container, digest]]
    }),
  )

const needsRegistration = (
  { status, document }: RegisteredTaskDefinition,
  images: ReadonlyMap<string, string>,
): boolean =>
  status !== 'ACTIVE' ||
  [...imagesIn(document)].some(([container, image]) => images.get(container) !== image)

const refuseMissing = async (images: readonly string[], ports: Ports): Promise<void> => {
  if (images.length === 0) return
  const problems = await ports.imageProblems(images)
  if (problems.length === 0) return
  const said = problems.map(
    ({ image, reason }) => `${visible(image, 300)}: ${visible(reason, 200)}`,
  )
  throw new UserError(
    `It cannot run any more: ${limited(said, 5)}. Restore the image, or name another release with input 'to'.`,
  )
}

const verify = async (
  pinned: readonly string[],
  moving: readonly string[],
  ports: Ports,
): Promise<void> => {
  if (ports.verify === undefined) return
  const [image] = moving
  if (image !== undefined) {
    throw new UserError(
      `Image ${visible(image, 300)} has no digest that could be verified. Name a release with digests, or leave the policy out.`,
    )
  }
  await ports.verify(pinned)
}

const movingTag = (image: string): string =>
  `Image ${visible(image, 300)} has no known digest: ECS resolves the tag again, which may be another image than the one that ran.`

const differencesTo = (target: Release, { service, revisions, deployments }: KnownService) => {
  const brief = deployments.find(({ arn }) => arn === service.currentServiceDeployment)
  const current =
    revisions.find(({ arn }) => arn === brief?.targetServiceRevision) ??
    revisions.find(({ taskDefinition }) => taskDefinition === service.taskDefinition)
  const then = revisions.find(({ arn }) => arn === target.serviceRevision)
  return current === undefined || then === undefined
    ? []
    : revisionDifferences(current.document, then.document)
}
