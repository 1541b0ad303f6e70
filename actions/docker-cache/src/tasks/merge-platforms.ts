import { UserError } from '@ci-kit/core/errors'
import type { Outputs } from '@ci-kit/core/outputs'
import { untrustedBecause } from '@ci-kit/core/trust'
import { platformName } from '@ci-kit/oci/platform'
import { imageNames, imageOutputs } from '../image/image-outputs.ts'
import { planImage } from '../image/image-plan.ts'
import { inspectImage } from '../publish/inspect-image.ts'
import { mergeImages } from '../publish/merge-images.ts'
import { parseDigests } from '../publish/parse-digests.ts'
import { tagImage } from '../publish/tag-image.ts'
import { mergeSummary } from '../report/group-summaries.ts'
import { onlyRequest } from './only-request.ts'
import type { Step } from './step.ts'

/** Joins the images that the jobs of the platforms have pushed by digest, and gives the result its tags. */
export const mergePlatforms = async ({ inputs, ports, elapsedMs }: Step): Promise<Outputs> => {
  const request = onlyRequest(inputs)
  const place = request.repository
  const untrusted = untrustedBecause(ports.context)
  if (untrusted !== undefined)
    throw new UserError(
      `Images are not joined: ${untrusted}, and such a run writes nothing. Run this job only for pushes and pull requests of the repository.`,
    )
  if (inputs.output.push === 'no')
    throw new UserError(
      "Images are not joined: input 'push' is 'false', and joined images are nowhere but in the registry. Remove 'push', or leave this step out where nothing is pushed.",
    )
  const plan = planImage(request, inputs, {
    context: ports.context,
    now: ports.now,
    githubCache: false,
  })
  const registries = await ports.registries()
  const repository = registries(place.host).repository(place.path)
  const digests = parseDigests(inputs.digests, repository)
  const manifest = await mergeImages(
    repository,
    digests,
    indexAnnotations(inputs.options.annotations),
  )
  const image = await inspectImage(manifest, repository)
  // An image without tags still has to be there under its digest.
  await tagImage(repository, manifest, plan.tags.length > 0 ? plan.tags : [manifest.digest])
  const platforms = image.instances.map(({ platform, digest }) => ({
    platform: platform === undefined ? '' : platformName(platform),
    digest,
  }))
  const durationMs = elapsedMs()
  const facts = { references: plan.build.references, digest: manifest.digest, durationMs }
  ports.log.info(
    `Joined ${platforms.map(({ platform }) => platform).join(', ')} as ${facts.references.join(', ')} ${manifest.digest}`,
  )
  ports.summary.append(mergeSummary({ repository: place.name, platforms, ...facts }))
  const made = { plan, digest: manifest.digest, image }
  return {
    ...imageOutputs({ ...made, build: undefined, waste: undefined, durationMs }),
    ...imageNames({ ...made, skipped: false }),
  }
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
