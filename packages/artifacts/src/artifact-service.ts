import { createHash } from 'node:crypto'
import type { Json } from '@ci-kit/core/json'
import type { ArtifactConnection } from './artifact-connection.ts'
import { ARCHIVE_TYPE, uploadBlob } from './blob-upload.ts'
import { protoAddress, protoMember, protoText } from './proto-json.ts'
import { accepted, type CallAnswer, callService, refusal } from './service-call.ts'
import { type ServicePorts, SHORT_ANSWER_BYTES } from './service-request.ts'

/** As GitHub's own client says it, for archives too (actions/toolkit, @actions/artifact 6.2.2, upload-artifact.ts). */
const KIND = { version: 7, mime_type: ARCHIVE_TYPE }

/**
 * Artifacts of the workflow run: Twirp calls with JSON, and a signed address
 * for the content. Written by hand because the library @actions/artifact adds
 * 5 MB to a bundle, most of it for downloads.
 */
export type ArtifactService = {
  /** The signed address to upload to; undefined when the run has an artifact of that name. Secret. */
  create(name: string): Promise<string | undefined>
  upload(url: string, archive: Uint8Array<ArrayBuffer>): Promise<void>
  /** Makes it visible; answers its id. */
  finalize(name: string, archive: Uint8Array): Promise<string>
}

export const artifactService = (
  connection: ArtifactConnection,
  ports: ServicePorts,
): ArtifactService => {
  const { runId, jobId } = connection
  const ids = { workflow_run_backend_id: runId, workflow_job_run_backend_id: jobId }
  const call = (method: string, body: Json): Promise<CallAnswer> =>
    callService(
      { method, body: { ...ids, ...body }, maxBytes: SHORT_ANSWER_BYTES },
      connection,
      ports,
    )
  const done = (method: string, answer: CallAnswer): Json => {
    const data = accepted(method, answer, ports)
    if (data.ok === true) return data
    throw refusal(method, { status: 200, reason: protoText(data, 'msg') ?? '' }, ports)
  }
  return {
    create: async (name) => {
      const answer = await call('CreateArtifact', { name, ...KIND })
      if (answer.status === 409) return undefined
      const url = protoAddress(done('CreateArtifact', answer), 'signed_upload_url')
      if (url !== undefined) return url
      throw refusal(
        'CreateArtifact',
        { status: 200, reason: 'it names no address to upload to' },
        ports,
      )
    },
    upload: (to, archive) => uploadBlob(to, archive, ports),
    finalize: async (name, archive) => {
      const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`
      const answer = await call('FinalizeArtifact', { name, size: String(archive.length), hash })
      const id = String(protoMember(done('FinalizeArtifact', answer), 'artifact_id') ?? '')
      if (/^\d{1,20}$/.test(id)) return id
      throw refusal('FinalizeArtifact', { status: 200, reason: 'it names no artifact' }, ports)
    },
  }
}
