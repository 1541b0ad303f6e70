import { createHash } from 'node:crypto'
import { UserError } from '@ci-kit/core/errors'
import { type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { parseObject } from '@ci-kit/oci/json'
import type { ArtifactConnection } from './artifact-connection.ts'
import { askService, type ServicePorts } from './service-request.ts'

const SERVICE = 'github.actions.results.api.v1.ArtifactService'
const CALL_TIMEOUT_MS = 30_000
const UPLOAD_TIMEOUT_MS = 300_000

/**
 * The artifact service of GitHub Actions, version 4 of artifacts: Twirp calls
 * with JSON, and a signed address for the content. Written by hand because the
 * library @actions/artifact adds 5 MB to a bundle, most of it for downloads.
 */
export type ArtifactService = {
  /** The signed address to upload to; undefined when the run has an artifact of that name. Secret. */
  create(name: string): Promise<string | undefined>
  upload(url: string, archive: Uint8Array<ArrayBuffer>): Promise<void>
  /** Makes it visible; answers its id. */
  finalize(name: string, archive: Uint8Array): Promise<string>
}

export const artifactService = (
  { url, token, runId, jobId }: ArtifactConnection,
  ports: ServicePorts,
): ArtifactService => {
  const ids = { workflow_run_backend_id: runId, workflow_job_run_backend_id: jobId }
  const call = async (method: string, body: Json): Promise<Json | 'taken'> => {
    const answer = await askService(
      {
        url: `${url}/twirp/${SERVICE}/${method}`,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...ids, ...body }),
        what: method,
        timeoutMs: CALL_TIMEOUT_MS,
      },
      ports,
    )
    if (answer.status === 409 && method === 'CreateArtifact') return 'taken'
    const data = parseObject(answer.text)
    if (answer.status === 200 && data?.ok === true) return data
    throw refused(method, answer.status, stringAt(data, 'msg') ?? '')
  }
  return {
    create: async (name) => {
      const data = await call('CreateArtifact', { name, version: 7, mime_type: 'application/zip' })
      return data === 'taken' ? undefined : signedUrl(data)
    },
    upload: (to, archive) => putBlob(to, archive, ports),
    finalize: async (name, archive) => {
      const hash = `sha256:${createHash('sha256').update(archive).digest('hex')}`
      const data = await call('FinalizeArtifact', { name, size: String(archive.length), hash })
      const id = data === 'taken' ? undefined : stringAt(data, 'artifact_id')
      if (id !== undefined && /^\d{1,20}$/.test(id)) return id
      throw refused('FinalizeArtifact', 200, 'it names no artifact')
    },
  }
}

const putBlob = async (
  url: string,
  archive: Uint8Array<ArrayBuffer>,
  ports: ServicePorts,
): Promise<void> => {
  const { status } = await askService(
    {
      url,
      method: 'PUT',
      headers: { 'content-type': 'application/zip', 'x-ms-blob-type': 'BlockBlob' },
      body: archive,
      what: 'the upload of the artifact',
      timeoutMs: UPLOAD_TIMEOUT_MS,
    },
    ports,
  )
  // The answer may repeat the signed address.
  if (status !== 201 && status !== 200) throw refused('the upload of the artifact', status, '')
}

const signedUrl = (data: Json): string => {
  const url = stringAt(data, 'signed_upload_url') ?? ''
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw refused('CreateArtifact', 200, 'it names no address to upload to')
}

const refused = (what: string, status: number, reason: string): UserError => {
  const said = reason === '' ? '' : `: ${visible(reason, 200).replace(/\.$/, '')}`
  const advice = reason.includes('insufficient usage')
    ? 'The storage for artifacts is used up: delete old artifacts, or'
    : 'Run the job again, or'
  return new UserError(
    `GitHub's artifact service answered ${status} to ${what}${said}. ${advice} use 'store: registry'.`,
  )
}
