import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import { type StoredAnalysis, stored } from './code-scanning-analyses.ts'
import { processingErrors } from './code-scanning-limits.ts'
import { json, type Reply } from './github-reply.ts'

/** A file that was taken, decoded. */
export type ReceivedSarif = {
  readonly id: string
  readonly commit: string
  readonly ref: string
  readonly checkoutUri: string
  readonly startedAt: string
  readonly toolName: string
  readonly validate: unknown
  readonly sarif: Json
  /** Length of the gzip, in bytes. */
  readonly size: number
  /** Why the processing fails, empty when it does not. */
  readonly errors: readonly string[]
}

export type CodeScanningOptions = {
  /** Why the repository has no code scanning; it has one when left out. */
  readonly unavailable?: Unavailable
  /** How often the processing is still pending when it is asked for; 0 when left out. */
  readonly pending?: number
  /** Faults that the processing finds beyond the documented ones. */
  readonly refuse?: (sarif: Json) => readonly string[]
  /** The commits that the repository has; any when left out. */
  readonly commits?: readonly string[]
}

export type Unavailable =
  | 'code-security'
  | 'advanced-security'
  | 'not-enabled'
  /** An Enterprise Server without the feature, or a token that may not see the repository. */
  | 'absent'

export type CodeScanning = {
  readonly received: readonly ReceivedSarif[]
  readonly analyses: () => readonly StoredAnalysis[]
  post(body: unknown, apiUrl: string): Reply
  status(id: string, apiUrl: string): Reply
}

const MESSAGES = {
  'code-security': [403, 'Code Security must be enabled for this repository to use code scanning.'],
  'advanced-security': [
    403,
    'Advanced Security must be enabled for this repository to use code scanning.',
  ],
  'not-enabled': [
    403,
    'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
  ],
  absent: [404, 'Not Found'],
} as const

const MAX_GZIP_BYTES = 10 * 1024 * 1024

/** GitHub's code scanning for one repository, without HTTP. The options are read with every request. */
export const codeScanning = (options: CodeScanningOptions): CodeScanning => {
  const received: ReceivedSarif[] = []
  const asked = new Map<string, number>()
  const isPending = (id: string) => (asked.get(id) ?? 0) <= (options.pending ?? 0)
  return {
    received,
    analyses: () => stored(received.filter(({ errors }) => errors.length === 0)),
    post: (body, apiUrl) => {
      if (options.unavailable !== undefined) {
        const [status, message] = MESSAGES[options.unavailable]
        return json({ message }, status)
      }
      const taken = take(isObject(body) ? body : {}, options)
      if (!('id' in taken)) return taken
      received.push(taken)
      return json({ id: taken.id, url: `${apiUrl}/code-scanning/sarifs/${taken.id}` }, 202)
    },
    status: (id, apiUrl) => {
      const found = received.find((one) => one.id === id)
      if (found === undefined) return json({ message: 'Not Found' }, 404)
      asked.set(id, (asked.get(id) ?? 0) + 1)
      return json(statusOf(found, isPending(id), apiUrl))
    },
  }
}

const statusOf = ({ id, errors }: ReceivedSarif, isPending: boolean, apiUrl: string): Json => {
  const analyses_url = `${apiUrl}/code-scanning/analyses?sarif_id=${id}`
  if (isPending) return { processing_status: 'pending' }
  if (errors.length > 0) return { processing_status: 'failed', errors, analyses_url }
  return { processing_status: 'complete', analyses_url, errors: null }
}

const take = (body: Json, { commits, refuse }: CodeScanningOptions): ReceivedSarif | Reply => {
  const { commit_sha: commit, ref, sarif: text, checkout_uri = '', validate } = body
  if (typeof commit !== 'string' || !/^[0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?$/.test(commit)) {
    return json({ message: 'Invalid request.\n\ncommit_sha is not a commit' }, 422)
  }
  if (typeof ref !== 'string' || !/^refs\/(?:heads|tags|pull)\/.+$/.test(ref)) {
    return json({ message: 'Invalid request.\n\nref is not a full reference' }, 422)
  }
  if (commits !== undefined && !commits.includes(commit)) {
    return json({ message: 'commit not found' }, 422)
  }
  const zipped = Buffer.from(typeof text === 'string' ? text : '', 'base64')
  if (zipped.length > MAX_GZIP_BYTES) return json({ message: 'The SARIF file is too large.' }, 413)
  const sarif = decoded(zipped)
  if (sarif === undefined) return json({ message: 'Invalid SARIF file.' }, 400)
  const checkoutUri = String(checkout_uri)
  return {
    id: randomUUID(),
    commit,
    ref,
    checkoutUri,
    startedAt: stringAt(body, 'started_at') ?? '',
    toolName: stringAt(body, 'tool_name') ?? '',
    validate,
    sarif,
    size: zipped.length,
    errors: [...processingErrors(sarif, checkoutUri), ...(refuse?.(sarif) ?? [])],
  }
}

const decoded = (zipped: Buffer): Json | undefined => {
  try {
    const sarif: unknown = JSON.parse(gunzipSync(zipped).toString())
    return isObject(sarif) && Array.isArray(sarif.runs) ? sarif : undefined
  } catch {
    return undefined
  }
}
