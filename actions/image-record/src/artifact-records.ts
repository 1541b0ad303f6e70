import { artifactConnection } from '@ci-kit/artifacts/artifact-connection'
import { artifactList, type ListedArtifact } from '@ci-kit/artifacts/artifact-list'
import { artifactService } from '@ci-kit/artifacts/artifact-service'
import type { ArtifactUse } from '@ci-kit/artifacts/artifact-use'
import { isZip, onlyFile } from '@ci-kit/artifacts/unzip'
import { zipFile } from '@ci-kit/artifacts/zip-file'
import { systemClock } from '@ci-kit/core/adapters/system-clock'
import { UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import { visible } from '@ci-kit/core/log'
import type { Runner } from '@ci-kit/core/run-action'
import { MOST_RECORD_BYTES } from './record.ts'
import type { RecordStore } from './record-store.ts'

const RECORDS: ArtifactUse = {
  undone: 'Records of images are artifacts of the run, and those cannot be reached',
  withoutService: 'Use the action in a workflow on github.com.',
  alternative: 'look at https://www.githubstatus.com',
}

/** A stored file has 200 bytes more; a deflated one has less. */
const MOST_ARCHIVE_BYTES = MOST_RECORD_BYTES + 4 * 1024

/** Records as artifacts of the run. Throws `UserError` where the run has no service for them. */
export const artifactRecords = (
  env: Environment,
  { inputs, cancellation }: Pick<Runner, 'inputs' | 'cancellation'>,
): RecordStore => {
  const connection = artifactConnection(env, RECORDS)
  const ports = { clock: systemClock, cancellation, use: RECORDS, mask: inputs.mask }
  const service = artifactService(connection, ports)
  const artifacts = artifactList(connection, ports)
  return {
    write: async (name, content) => {
      const url = await service.create(name)
      if (url === undefined) return false
      const archive = new Uint8Array(zipFile([{ name, content }]))
      await service.upload(url, archive)
      await service.finalize(name, archive)
      return true
    },
    list: async (name) => {
      const listed = await artifacts.list(name)
      return listed.map((artifact) => ({
        name: artifact.name,
        read: async () =>
          recordIn(artifact, await artifacts.download(artifact, MOST_ARCHIVE_BYTES)),
      }))
    },
  }
}

const recordIn = ({ name }: ListedArtifact, content: Buffer): Uint8Array => {
  if (!isZip(content)) return content
  const file = onlyFile(content, MOST_RECORD_BYTES)
  if ('content' in file) return file.content
  throw new UserError(
    `The artifact '${visible(name, 100)}' cannot be unpacked: ${file.fault}. Only image-record with 'mode: write' may make it: run the job that builds the image again.`,
  )
}
