import type { ArtifactService } from '@ci-kit/artifacts/artifact-service'
import { type ZipEntry, zipFile } from '@ci-kit/artifacts/zip-file'
import { UserError } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'

export type StoredArtifact = {
  /** The one that was asked for, or the first free one after it. */
  readonly name: string
  readonly id: string
  /** Its page on GitHub. */
  readonly url: string
}

/** Artifacts of the workflow run. */
export type ArtifactStore = {
  /** Uploads the files as one artifact. */
  store(name: string, files: readonly ZipEntry[]): Promise<StoredArtifact>
}

export type ArtifactPlace = {
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** A run in which so many jobs want the same name has another problem. */
const MOST_NAMES = 20

/**
 * Stores bundles as an artifact. A name that the run has already, from another
 * job of a matrix or from an earlier attempt, gets a number: an artifact is
 * never replaced, because it may hold what somebody relies on.
 */
export const artifactStore = (
  service: ArtifactService,
  { serverUrl, repository, runId }: ArtifactPlace,
  log: Log,
): ArtifactStore => ({
  store: async (wanted, files) => {
    const archive = new Uint8Array(zipFile(files))
    const { name, url } = await created(service, wanted)
    if (name !== wanted) {
      log.info(`The run has an artifact '${wanted}' already; the bundles are in '${name}'.`)
    }
    await service.upload(url, archive)
    const id = await service.finalize(name, archive)
    const page = `${serverUrl.replace(/\/+$/, '')}/${repository}/actions/runs/${runId}/artifacts/${id}`
    return { name, id, url: page }
  },
})

const created = async (
  service: ArtifactService,
  wanted: string,
): Promise<{ readonly name: string; readonly url: string }> => {
  for (let count = 1; count <= MOST_NAMES; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`
    const url = await service.create(name)
    if (url !== undefined) return { name, url }
  }
  throw new UserError(
    `The run has artifacts '${wanted}' to '${wanted}-${MOST_NAMES}' already. Give each job a name of its own, such as 'artifact-name: attestations-\${{ strategy.job-index }}'.`,
  )
}
