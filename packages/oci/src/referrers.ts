import type { Ask } from './ask.ts'
import type { Connection, Task } from './connection.ts'
import { type Descriptor, descriptorsInIndex } from './descriptor.ts'
import { type Digest, digestParts } from './digest.ts'
import { ExchangeFault } from './exchange-fault.ts'
import type { Manifests } from './manifests.ts'
import { OCI_INDEX } from './media-types.ts'
import { pages } from './pages.ts'
import { RegistryError } from './registry-error.ts'

/** What has been attached to manifests of one repository. Both calls throw `RegistryError` when one place could not be asked. */
export type Referrers = {
  /**
   * The manifests whose `subject` is this digest, of one artifact type or all:
   * what the API and the fallback tag say, each digest once. An empty list
   * means that both were asked and have none. An index under the fallback tag
   * is kept by clients and may name wrong artifact types: to rely on a type,
   * leave the filter out and read the manifests.
   */
  list(subject: Digest, filter?: ReferrersFilter): Promise<readonly Descriptor[]>
  /** The same, told apart by place, for whoever has to know what is missing where. */
  listedBy(subject: Digest, filter?: ReferrersFilter): Promise<ReferrersByPlace>
}

export type ReferrersFilter = { readonly artifactType: string }

export type ReferrersByPlace = {
  /** `undefined` where the registry has no referrers API. */
  readonly api: readonly Descriptor[] | undefined
  /** What clients wrote into the index under the fallback tag; empty where there is no such tag. */
  readonly tag: readonly Descriptor[]
}

/** What registries without the API answer; go-containerregistry falls back on the same ones. */
const NO_API = [400, 404, 405, 406]

/**
 * Both places are always asked: registries have sent OCI-Subject without having
 * the API (ECR), and those that get the API later do not all list what clients
 * had put under the tag before.
 */
export const referrers = (
  connection: Connection,
  repository: string,
  manifests: Pick<Manifests, 'get'>,
): Referrers => {
  const listedBy: Referrers['listedBy'] = async (subject, filter) => {
    const what = `list the referrers of ${subject} in`
    const task: Task = { repository, access: 'pull', what }
    const to = apiUrl(connection.base, repository, subject, filter?.artifactType)
    const asked = connection.run(task, (ask) => fromApi(connection, ask, to))
    const [api, tag] = await Promise.all([
      asked,
      connection.run(task, () => fromTag(manifests, subject, asked)),
    ])
    return { api: api?.filter(passing(filter)), tag: tag.filter(passing(filter)) }
  }
  return {
    listedBy,
    list: async (subject, filter) => {
      const { api = [], tag } = await listedBy(subject, filter)
      // The API reads the manifests, so its word on a type is the better one.
      return [...new Map([...api, ...tag, ...api].map((entry) => [entry.digest, entry])).values()]
    },
  }
}

/** OCI-Filters-Applied need not be looked at: what was filtered already passes again. */
const passing =
  (filter: ReferrersFilter | undefined) =>
  ({ artifactType }: Descriptor): boolean =>
    filter === undefined || artifactType === filter.artifactType

const apiUrl = (base: URL, repository: string, subject: Digest, artifactType?: string): URL => {
  const url = new URL(`/v2/${repository}/referrers/${subject}`, base)
  if (artifactType !== undefined) url.searchParams.set('artifactType', artifactType)
  return url
}

/** `undefined` where the registry has no referrers API. */
const fromApi = async (
  { base, rule }: Connection,
  ask: Ask,
  to: URL,
): Promise<readonly Descriptor[] | undefined> => {
  const call = {
    method: 'GET',
    to,
    headers: { accept: OCI_INDEX },
    expect: [200, ...NO_API],
  } as const
  const found: Descriptor[] = []
  for await (const { response, bytes } of pages(ask, base, rule, call)) {
    if (response.status !== 200) return undefined
    found.push(...entriesOf(bytes))
  }
  return found
}

/** The tag schema: `sha256-<hex>`, each part cut to the length that the specification sets. */
export const referrersTag = (subject: Digest): string => {
  const { algorithm, hex } = digestParts(subject)
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`
}

/** Only the registry's own "no such manifest" means that nothing is attached; any other failure could hide it. */
const fromTag = async (
  manifests: Pick<Manifests, 'get'>,
  subject: Digest,
  api: Promise<readonly Descriptor[] | undefined>,
): Promise<readonly Descriptor[]> => {
  const tag = referrersTag(subject)
  try {
    const entries = descriptorsInIndex((await manifests.get(tag)).bytes)
    if (entries !== undefined) return entries
    throw new ExchangeFault(`what is under the tag ${tag} is no index of manifests`, {
      advice:
        'Clients keep the list of what is attached there. Look at what was pushed under that tag, and delete the tag if it is no such list.',
    })
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.status !== 404) throw thrown
    if (thrown.code === 'MANIFEST_UNKNOWN') return []
    // Harbor's word for it. Gateways say the same, so it counts only where a registry was heard.
    if (thrown.code === 'NOT_FOUND' && (await api) !== undefined) return []
    throw thrown
  }
}

const entriesOf = (bytes: Uint8Array): readonly Descriptor[] => {
  const entries = descriptorsInIndex(bytes)
  if (entries !== undefined) return entries
  throw new ExchangeFault('the answer is not an index of manifests')
}
