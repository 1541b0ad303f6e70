import type { Context } from '@ci-kit/core/event'
import type { Result } from './artifact/result.ts'
import type { Inputs } from './inputs.ts'
import { type UploadPorts, uploadReports } from './upload/upload.ts'

export type UploadingPorts = UploadPorts & {
  readonly context: Context
  /** The commit in the workspace, undefined when it is not known. */
  checkedOutCommit(): Promise<string | undefined>
}

export type Uploaded = {
  /** Whether everything that was found is in code scanning. */
  readonly complete: boolean
  /** Why it is not, one sentence each. */
  readonly notes: readonly string[]
  /** Why the step has to fail, undefined when it has not. */
  readonly failure: string | undefined
}

/** GitHub takes a few seconds, in bad hours minutes. */
const PROCESSING_MS = 120_000

/** Sends what was found to code scanning, as far as that is wanted and possible. */
export const uploadResults = async (
  results: readonly Result[],
  mode: Inputs['reports']['upload'],
  startedAt: number,
  ports: UploadingPorts,
): Promise<Uploaded> => {
  if (mode === 'never' || results.length === 0)
    return { complete: false, notes: [], failure: undefined }
  const files = results.flatMap(({ subject, sarif }) =>
    sarif.map(({ text }) => ({ name: subject.name, sarif: text })),
  )
  const isCut = results.some(({ sarif }) => sarif.some(({ notes }) => notes.length > 0))
  const { context } = ports
  const checkedOut = await ports.checkedOutCommit()
  const request = { mode, context, checkedOut, startedAt, waitMs: PROCESSING_MS }
  const { outcomes, failure } = await uploadReports(files, request, ports)
  const reasons = outcomes.flatMap((outcome) => {
    if (outcome.state === 'not-uploaded') return [`Not in code scanning: ${outcome.reason}`]
    return outcome.state === 'failed' ? [`Not in code scanning: ${outcome.errors.join('; ')}`] : []
  })
  return {
    complete: !isCut && outcomes.every(({ state }) => state === 'uploaded'),
    notes: [...new Set(reasons)],
    failure,
  }
}
