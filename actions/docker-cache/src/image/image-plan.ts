import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { visible } from '@ci-kit/core/log'
import { untrustedBecause } from '@ci-kit/core/trust'
import type { BuildPlan, ImageOutput } from '../build/build-options.ts'
import { withGitCredentials } from '../build/git-credentials.ts'
import { entryLine } from '../cache/cache-entry.ts'
import { type CachePlan, cachePlan } from '../cache/cache-plan.ts'
import type { Inputs } from '../inputs.ts'
import { baselineTag } from '../tags/baseline-tag.ts'
import { resolveTags } from '../tags/resolve-tags.ts'
import { tagFacts } from '../tags/tag-facts.ts'
import { DEFAULT_RULE } from '../tags/tag-rule.ts'
import type { ImageRequest } from './image-request.ts'

/** One image, decided: follows from the inputs and the event alone. */
export type ImagePlan = {
  readonly request: ImageRequest
  /** Pushes by digest: an image gets its names when it is complete. */
  readonly build: BuildPlan
  readonly cache: CachePlan
  /** Tags without the repository, best first. */
  readonly tags: readonly string[]
  readonly version: string | undefined
  /** Full reference of the image that a pull request or a merge group can be compared with. */
  readonly baseline: string | undefined
  readonly pushes: boolean
  /** What the author should mend. */
  readonly warnings: readonly string[]
  /** What was decided against the author's expectation, and why. */
  readonly notices: readonly string[]
}

export type PlanFacts = {
  readonly context: Context
  readonly now: Date
  /** Whether the job can reach the cache of GitHub Actions. */
  readonly githubCache: boolean
}

export const planImage = (
  request: ImageRequest,
  inputs: Inputs,
  { context, now, githubCache }: PlanFacts,
): ImagePlan => {
  const untrusted = untrustedBecause(context)
  const push = untrusted === undefined ? request.output.push : 'no'
  const wanted = resolveTags(request.tags, inputs.flavor, tagFacts(context, now))
  refuseOtherNames(request)
  if (push === 'tags' && wanted.tags.length === 0)
    throw noTags(!request.tags.includes(DEFAULT_RULE))
  const tags = push === 'by-digest' ? [] : wanted.tags
  const baseline = baselineTag(request.tags, inputs.flavor, context, now)
  const wishes = cacheWishes(request, inputs, context, githubCache)
  const cache = cachePlan({ ...wishes, imageTags: tags }, context)
  return {
    request,
    cache,
    tags,
    // A version is one of the tags.
    version: push === 'by-digest' ? undefined : wanted.version,
    baseline: baseline && `${request.repository.name}:${baseline}`,
    warnings: wanted.warnings,
    pushes: push !== 'no',
    build: {
      ...withGitCredentials(request.options, inputs.githubToken, context.serverUrl),
      repository: request.repository.name,
      references: tags.map((tag) => `${request.repository.name}:${tag}`),
      output: pushedByDigest(request.output, push),
      cacheFrom: cache.from.map(entryLine),
      cacheTo: cache.to.map(entryLine),
    },
    notices: [
      ...(request.output.push !== 'no' && untrusted
        ? [`The image is built but not pushed: ${untrusted}.`]
        : []),
      ...(push === 'no' ? uncheckedLimits(inputs.limits) : []),
      ...agelessNotices(inputs),
      ...cache.notices,
    ],
  }
}

/** An image is pushed to one place, and gets its tags by their own input. */
const refuseOtherNames = ({ output, repository }: ImageRequest): void => {
  const other = output.names.find((name) => name !== repository.name)
  if (other === undefined) return
  throw new UserError(
    `Input 'outputs' names the image '${visible(other, 200)}', and the image is ${repository.name}. Remove 'name', and use inputs 'registry', 'image-name' and 'tags'.`,
  )
}

const pushedByDigest = (output: ImageOutput, push: ImageOutput['push']): ImageOutput => ({
  ...output,
  push: push === 'no' ? 'no' : 'by-digest',
})

const cacheWishes = (
  { repository, options, cacheScope, scopeSuffix }: ImageRequest,
  { cache: inputs, maxAgeMs }: Inputs,
  { runId }: Context,
  githubCache: boolean,
) => ({
  repository: repository.name,
  scope: cacheScope,
  scopeSuffix,
  mode: inputs.mode,
  write: inputs.write,
  platforms: options.platforms,
  targets: inputs.targets,
  from: maxAgeMs === undefined ? inputs.from : [],
  to: inputs.to,
  localCache:
    inputs.localFolder === undefined || maxAgeMs !== undefined
      ? undefined
      : { folder: inputs.localFolder, run: `${runId}-${process.pid}` },
  githubCache,
})

/** Both are measured in the registry. */
const uncheckedLimits = ({ maxImageSize, maxLayerWaste }: Inputs['limits']): readonly string[] =>
  [
    ...(maxImageSize === undefined ? [] : ['max-image-size']),
    ...(maxLayerWaste === undefined ? [] : ['max-layer-waste']),
  ].map((name) => `Input '${name}' is not checked: the image is not pushed.`)

/** Caches that the author names have no record of their age. */
const agelessNotices = ({ cache, maxAgeMs }: Inputs): readonly string[] => {
  const left = [
    ...(cache.from.length > 0 ? ["the caches of 'cache-from'"] : []),
    ...(cache.localFolder === undefined ? [] : ["'local-cache'"]),
  ]
  return maxAgeMs === undefined || left.length === 0
    ? []
    : [
        `Not used: ${left.join(' and ')}. 'max-age' is set, and nobody knows how old their layers are.`,
      ]
}

/** Rules that are written out leave nothing to the name of the run's ref. */
const noTags = (hasRules: boolean): UserError =>
  new UserError(
    hasRules
      ? "Input 'tags' has rules, and none of them makes a tag in this run. Add one that does, such as 'type=ref,event=branch', or set 'push: false' for runs like this."
      : "Input 'tags' is not set, and the run has no branch or tag to name the image by. Set 'tags'.",
  )
