import { UserError } from '@ci-kit/core/errors'
import { maskable } from '@ci-kit/core/inputs'
import type { Json } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import { hasDigest, isDigest } from '@ci-kit/oci/digest'
import type { ArtifactConnection } from './artifact-connection.ts'
import { protoAddress, protoObjects, protoText } from './proto-json.ts'
import { accepted, callService, refusal } from './service-call.ts'
import { askService, type ServicePorts, SHORT_ANSWER_BYTES } from './service-request.ts'

/** An artifact of the run, as the service lists it. Any job of the run may have made it. */
export type ListedArtifact = {
  readonly name: string
  /** The run and the job that made it, as the service names them. */
  readonly runId: string
  readonly jobId: string
  /** Of its content, where the service says it. */
  readonly digest: string | undefined
}

/** Reads artifacts of the workflow run. */
export type ArtifactList = {
  /** All that are whole, or those of one name. */
  list(name?: string): Promise<readonly ListedArtifact[]>
  /** The content as it was uploaded; a `UserError` where it has more than `maxBytes`. */
  download(artifact: ListedArtifact, maxBytes: number): Promise<Buffer>
}

export type ListPorts = ServicePorts & { mask(secret: string): void }

/** About 400 bytes each, for some ten thousand artifacts. */
const LIST_BYTES = 4 * 1024 * 1024
const DOWNLOAD_TIMEOUT_MS = 60_000

export const artifactList = (connection: ArtifactConnection, ports: ListPorts): ArtifactList => ({
  list: async (name) => {
    const ids = {
      workflow_run_backend_id: connection.runId,
      workflow_job_run_backend_id: connection.jobId,
    }
    const body = name === undefined ? ids : { ...ids, name_filter: name }
    const call = { method: 'ListArtifacts', body, maxBytes: LIST_BYTES }
    const data = accepted(call.method, await callService(call, connection, ports), ports)
    const entries = protoObjects(data, 'artifacts')?.map(listed)
    if (!entries?.every((entry) => entry !== undefined))
      throw refusal(call.method, { status: 200, reason: 'it is no list of artifacts' }, ports)
    return name === undefined ? entries : entries.filter((entry) => entry.name === name)
  },
  download: async (artifact, maxBytes) => {
    const url = await signedUrl(artifact, connection, ports)
    // The signature is the whole secret, and a log may hold it in either spelling.
    const signature = new URL(url).searchParams.get('sig') ?? ''
    for (const secret of [url, signature, encodeURIComponent(signature)].flatMap(maskable))
      ports.mask(secret)
    const content = await contentAt(url, artifact.name, maxBytes, ports)
    requireDigest(artifact, content)
    return content
  },
})

const listed = (entry: Json): ListedArtifact | undefined => {
  const name = protoText(entry, 'name')
  const runId = protoText(entry, 'workflow_run_backend_id')
  const jobId = protoText(entry, 'workflow_job_run_backend_id')
  if (name === undefined || runId === undefined || jobId === undefined) return undefined
  return { name, runId, jobId, digest: protoText(entry, 'digest') }
}

const signedUrl = async (
  { name, runId, jobId }: ListedArtifact,
  connection: ArtifactConnection,
  ports: ServicePorts,
): Promise<string> => {
  const body = { workflow_run_backend_id: runId, workflow_job_run_backend_id: jobId, name }
  const call = { method: 'GetSignedArtifactURL', body, maxBytes: SHORT_ANSWER_BYTES }
  const data = accepted(call.method, await callService(call, connection, ports), ports)
  const url = protoAddress(data, 'signed_url')
  if (url !== undefined) return url
  throw refusal(call.method, { status: 200, reason: 'it names no address' }, ports)
}

/** No token goes there: the address is signed. */
const contentAt = async (
  url: string,
  name: string,
  maxBytes: number,
  ports: ServicePorts,
): Promise<Buffer> => {
  const what = `the download of '${visible(name, 100)}'`
  const { status, content } = await askService(
    { url, method: 'GET', headers: {}, what, timeoutMs: DOWNLOAD_TIMEOUT_MS, maxBytes },
    ports,
  )
  if (status === 200) return content
  throw refusal(what, { status }, ports)
}

const requireDigest = ({ name, digest }: ListedArtifact, content: Buffer): void => {
  if (digest === undefined || (isDigest(digest) && hasDigest(content, digest))) return
  throw new UserError(
    `The artifact '${visible(name, 100)}' is not the one that the service lists, ${visible(digest, 160)}. Run the job again.`,
  )
}
