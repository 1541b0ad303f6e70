import { UserError } from '@ci-kit/core/errors'
import type { StoreWord, WantedStores } from './store-word.ts'

/**
 * Whether GitHub's attestations API can be had. `unclear` is not a no: the
 * answer comes with the first bundle.
 */
export type GitHubAvailability =
  | { readonly kind: 'available' | 'unclear' }
  /** `reason`: a sentence without its dot. */
  | { readonly kind: 'unavailable'; readonly reason: string }

export type StoreFacts = {
  readonly hasImages: boolean
  readonly hasFiles: boolean
  readonly github: GitHubAvailability
  /** What the event says of the repository: `public`, `private`, `internal`; undefined when it says nothing. */
  readonly visibility: string | undefined
}

/** Where statements about images go, and where those about files go. Never empty for what there is. */
export type StorePlan = {
  readonly images: readonly StoreWord[]
  readonly files: readonly StoreWord[]
  /** To be said loudly. */
  readonly warnings: readonly string[]
}

/**
 * Decides where bundles go. `auto` takes the registry for images and GitHub's
 * API for all; where that cannot be had an artifact takes its place, with a
 * warning. Throws {@link UserError} when a named store cannot take what there is.
 */
export const chooseStores = (wanted: WantedStores, facts: StoreFacts): StorePlan =>
  wanted === 'auto' ? automatic(facts) : named(wanted, facts)

const automatic = (facts: StoreFacts): StorePlan => {
  const { hasImages, hasFiles, github } = facts
  const isUnavailable = github.kind === 'unavailable'
  const second: StoreWord = isUnavailable ? 'artifact' : 'github'
  return {
    images: hasImages ? ['registry', second] : [],
    files: hasFiles ? [second] : [],
    warnings: isUnavailable ? [withoutGitHub(github.reason, facts)] : [],
  }
}

const named = (wanted: readonly StoreWord[], facts: StoreFacts): StorePlan => {
  const { hasImages, hasFiles, github } = facts
  if (wanted.includes('github') && github.kind === 'unavailable') {
    throw new UserError(
      `Input 'store' names github, and GitHub's attestations API cannot be had: ${github.reason}. Use 'store: auto', or ${hasFiles ? "'store: artifact'" : "'store: registry'"}.`,
    )
  }
  const forFiles = wanted.filter((word) => word !== 'registry')
  if (hasFiles && forFiles.length === 0) {
    throw new UserError(
      "Input 'store' is 'registry', and the subjects are files, which are in no registry. Use 'store: registry,github' or 'store: registry,artifact'.",
    )
  }
  return { images: hasImages ? wanted : [], files: hasFiles ? forFiles : [], warnings: [] }
}

/** What is missing, what follows from it, and where the bundles are instead. */
const withoutGitHub = (reason: string, { hasImages, hasFiles, visibility }: StoreFacts): string => {
  const kept = [
    ...(hasImages ? ['next to each image in its registry'] : []),
    'in an artifact of this run, which GitHub deletes when its retention ends',
  ].join(' and ')
  const followUp = hasFiles
    ? ' Keep the bundles of files with the files: in a release, or where they are published.'
    : ''
  const plan =
    visibility === 'private' || visibility === 'internal'
      ? ` The repository is ${visibility}: attestations on GitHub need GitHub Enterprise Cloud there.`
      : ''
  return `No statement is stored in GitHub's attestations API: ${reason}.${plan} The bundles are kept ${kept}. 'gh attestation verify' finds nothing by itself; give it the bundle${hasImages ? ' (--bundle or --bundle-from-oci)' : ' (--bundle)'}.${followUp}`
}
