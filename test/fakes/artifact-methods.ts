import { createHash } from 'node:crypto'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'

export type FakeArtifact = {
  readonly name: string
  readonly archive: Buffer
  readonly size: string
  /** As it was given when it was made; '' to list none. */
  readonly hash: string
  /** The job that made it, as the service names it. */
  readonly job: string
}

/** What the service knows of one run. */
export type Artifacts = {
  /** Those that are whole. */
  readonly artifacts: FakeArtifact[]
  readonly blobs: Map<string, Buffer>
  /** By name of the blob and id of the block. */
  readonly blocks: Map<string, Buffer>
  readonly taken: Set<string>
}

type Answer = readonly [number, string]
type Method = (given: Json, origin: string, state: Artifacts) => Answer

/** The methods of the service for jobs of `run-1`; those that write are for `job-2`, which calls. */
export const called = (
  method: string,
  request: unknown,
  origin: string,
  state: Artifacts,
): Answer => {
  const given = isObject(request) ? request : {}
  const answer = METHODS.get(method)
  if (answer === undefined) return [404, '{"msg":"no such method"}']
  const isOurs =
    given.workflow_run_backend_id === 'run-1' &&
    (given.workflow_job_run_backend_id === 'job-2' || method === 'GetSignedArtifactURL')
  return isOurs ? answer(given, origin, state) : [403, '{"msg":"another run"}']
}

const nameIn = (given: Json): string => stringAt(given, 'name') ?? ''

const CREATED_BY = [
  'workflow_run_backend_id',
  'workflow_job_run_backend_id',
  'name',
  'version',
  'mime_type',
]

const create: Method = (given, origin, { taken }) => {
  const name = nameIn(given)
  const unknown = Object.keys(given).find((member) => !CREATED_BY.includes(member))
  if (unknown !== undefined) return [400, JSON.stringify({ msg: `unknown field ${unknown}` })]
  if (given.version !== 7 || given.mime_type !== 'application/zip')
    return [400, '{"msg":"GitHub\'s own client sends version 7 with the type of the content"}']
  if (taken.has(name))
    return [
      409,
      '{"code":"already_exists","msg":"an artifact with this name already exists on the workflow run"}',
    ]
  taken.add(name)
  const signed_upload_url = `${origin}/blob/${encodeURIComponent(name)}?sig=s3cret`
  return [200, JSON.stringify({ ok: true, signed_upload_url })]
}

const finalize: Method = (given, _origin, { blobs, artifacts }) => {
  const name = nameIn(given)
  const archive = blobs.get(name)
  const hash = stringAt(given, 'hash') ?? ''
  const size = stringAt(given, 'size') ?? ''
  const isWhole =
    archive !== undefined &&
    size === String(archive.length) &&
    hash === `sha256:${createHash('sha256').update(archive).digest('hex')}`
  if (!isWhole) return [200, '{"ok":false}']
  const id = artifacts.push({ name, archive, size, hash, job: 'job-2' }) + 900
  return [200, JSON.stringify({ ok: true, artifact_id: String(id) })]
}

const list: Method = (given, _origin, { artifacts }) => {
  const filter = stringAt(given, 'name_filter')
  const found = artifacts.flatMap(({ name, job, size, hash }, index) =>
    filter === undefined || filter === name
      ? [
          {
            workflow_run_backend_id: 'run-1',
            workflow_job_run_backend_id: job,
            database_id: String(index + 901),
            name,
            size,
            ...(hash !== '' && { digest: hash }),
          },
        ]
      : [],
  )
  return [200, JSON.stringify({ artifacts: found })]
}

const sign: Method = (given, origin) => {
  const job = encodeURIComponent(stringAt(given, 'workflow_job_run_backend_id') ?? '')
  const signed_url = `${origin}/artifact/${job}/${encodeURIComponent(nameIn(given))}?sig=s3cret`
  return [200, JSON.stringify({ signed_url })]
}

const METHODS = new Map<string, Method>([
  ['CreateArtifact', create],
  ['FinalizeArtifact', finalize],
  ['ListArtifacts', list],
  ['GetSignedArtifactURL', sign],
])
