import { UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import { untrustedBecause } from '@ci-kit/core/trust'
import { platformName } from '@ci-kit/oci/platform'
import type { Repository } from '@ci-kit/oci/registry'
import { imageNames, imageOutputs } from '../image/image-outputs.ts'
import { planImage } from '../image/image-plan.ts'
import { type Image, inspectImage } from '../publish/inspect-image.ts'
import { mergeImages } from '../publish/merge-images.ts'
import { parseDigests } from '../publish/parse-digests.ts'
import { tagImage } from '../publish/tag-image.ts'
import { type MergeFacts, mergeSummary } from '../report/group-summaries.ts'
import { onlyRequest } from './only-request.ts'
import type { Step } from './step.ts'

/**
 * Joins the images that the jobs of the platforms have pushed by digest, and
 * gives the result its tags. A single digest is an image already: it only gets
 * its tags, which is how they are set after a scan and a signature.
 */
export const mergePlatforms = async ({ inputs, ports, elapsedMs }: Step): Promise<Outputs> => {
  const request = onlyRequest(inputs)
  const place = request.repository
  refuseWithoutPush(inputs, ports)
  const plan = planImage(request, inputs, {
    context: ports.context,
    now: ports.now,
    githubCache: false,
  })
  const registries = await ports.registries()
  const repository = registries(place.host).repository(place.path)
  const { manifest, image, isJoined } = await wholeOf(inputs, repository)
  // A new index without tags still has to be there under its digest.
  const names = plan.tags.length === 0 && isJoined ? [manifest.digest] : plan.tags
  await tagImage(repository, manifest, names)
  const facts: MergeFacts = {
    repository: place.name,
    references: plan.build.references,
    digest: manifest.digest,
    platforms: platformsOf(image),
    durationMs: elapsedMs(),
    isJoined,
  }
  ports.log.info(mergeLine(facts))
  ports.summary.append(mergeSummary(facts))
  const { digest, durationMs } = facts
  const made = { plan, digest, image }
  return {
    ...imageOutputs({ ...made, build: undefined, waste: undefined, durationMs }),
    ...imageNames({ ...made, skipped: false }),
  }
}

/** The image that the digests stand for, not written yet. */
const wholeOf = async (inputs: Step['inputs'], repository: Repository) => {
  const digests = parseDigests(inputs.digests, repository)
  const annotations = indexAnnotations(inputs.options.annotations)
  const manifest = await mergeImages(repository, digests, annotations)
  const image = await inspectImage(manifest, repository)
  return { manifest, image, isJoined: !digests.includes(manifest.digest) }
}

const refuseWithoutPush = (inputs: Step['inputs'], { context }: Step['ports']): void => {
  const untrusted = untrustedBecause(context)
  if (untrusted !== undefined)
    throw new UserError(
      `Images are not joined: ${untrusted}, and such a run writes nothing. Run this job only for pushes and pull requests of the repository.`,
    )
  if (inputs.output.push === 'no')
    throw new UserError(
      "Images are not joined: input 'push' is 'false', and joined images are nowhere but in the registry. Remove 'push', or leave this step out where nothing is pushed.",
    )
}

const platformsOf = ({ instances }: Image): MergeFacts['platforms'] =>
  instances.map(({ platform, digest }) => ({
    platform: platform === undefined ? '' : platformName(platform),
    digest,
  }))

const mergeLine = ({ platforms, references, digest, isJoined }: MergeFacts): string => {
  const names = references.join(', ')
  return isJoined
    ? `Joined ${platforms.map(({ platform }) => platform).join(', ')} as ${names || 'no tag'} ${digest}`
    : `${digest} stays as it is, ${names === '' ? 'and gets no tag' : `and is now ${names}`}`
}

/** Those that are not for one kind of manifest, or are for the index. */
const indexAnnotations = (entries: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entries.flatMap((entry) => {
      const [, kinds = 'index', name = '', value = ''] =
        /^(?:([a-z,-]+):)?([^=:]+)=(.*)$/s.exec(entry) ?? []
      return kinds.split(',').includes('index') ? [[name, value]] : []
    }),
  )
