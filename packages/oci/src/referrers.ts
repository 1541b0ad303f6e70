import type { Ask } from './ask.ts'
import type { Connection, Task } from './connection.ts'
import { type Descriptor, descriptorsInIndex } from './descriptor.ts'
import { type Digest, digestParts } from './digest.ts'
import { ExchangeFault } from './exchange-fault.ts'
import type { Manifests } from './manifests.ts'
import { OCI_INDEX } from './media-types.ts'
import { pages } from './pages.ts'
import { RegistryError } from './registry-error.ts'

/** What has been attached to manifests of one repository. */
export type Referrers = {
  /**
   * The manifests whose `subject` is this digest, of one artifact type or all.
   * An empty list means that the registry was asked and has none; whoever could
   * not ask throws `RegistryError`. An index under the fallback tag is kept by
   * clients and may name wrong artifact types: to rely on a type, leave the
   * filter out and read the manifests.
   */
  list(subject: Digest, filter?: { readonly artifactType: string }): Promise<readonly Descriptor[]>
}

/** What registries without the API answer; go-containerregistry falls back on the same ones. */
const NO_API = [400, 404, 405, 406]

export const referrers = (
  connection: Connection,
  repository: string,
  manifests: Pick<Manifests, 'get'>,
): Referrers => ({
  list: async (subject, filter) => {
    const what = `list the referrers of ${subject} in`
    const task: Task = { repository, access: 'pull', what }
    const to = apiUrl(connection.base, repository, subject, filter?.artifactType)
    const listed = await connection.run(task, (ask) => fromApi(connection, ask, to))
    const found = listed ?? (await connection.run(task, () => fromTag(manifests, subject)))
    // OCI-Filters-Applied need not be looked at: what was filtered already passes again.
    return filter === undefined
      ? found
      : found.filter(({ artifactType }) => artifactType === filter.artifactType)
  },
})

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
): Promise<readonly Descriptor[]> => {
  try {
    return entriesOf((await manifests.get(referrersTag(subject))).bytes)
  } catch (thrown) {
    const none = thrown instanceof RegistryError && thrown.code === 'MANIFEST_UNKNOWN'
    if (none && thrown.status === 404) return []
    throw thrown
  }
}

const entriesOf = (bytes: Uint8Array): readonly Descriptor[] => {
  const entries = descriptorsInIndex(bytes)
  if (entries !== undefined) return entries
  throw new ExchangeFault('the answer is not an index of manifests')
}
