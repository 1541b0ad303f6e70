import { choice, flag, type InputReader, optionalText } from '@ci-kit/core/inputs'
import { ACTIONS_LOGIN } from '../comment/find-comment.ts'
import { formats, type ReportFormat } from './formats.ts'

export type ReportInputs = {
  readonly formats: ReadonlySet<ReportFormat>
  /** '' for a folder in the temporary folder of the runner. */
  readonly outputDir: string
  /** '' for none. */
  readonly dockerfile: string
  readonly summary: boolean
  readonly upload: 'auto' | 'always' | 'never'
  readonly category: string
  readonly comment: boolean
  /** '' for the workflow and the job. */
  readonly commentKey: string
  /** Login. */
  readonly commentAuthor: string
}

/** Reads what becomes of the results. */
export const reports = (from: InputReader): ReportInputs => ({
  formats: formats(from),
  outputDir: optionalText(from, 'output-dir'),
  dockerfile: optionalText(from, 'dockerfile'),
  summary: flag(from, 'summary', true),
  upload: choice(from, 'upload', ['auto', 'always', 'never']),
  category: optionalText(from, 'category') || 'trivy-scan',
  comment: flag(from, 'comment'),
  commentKey: optionalText(from, 'comment-key'),
  commentAuthor: optionalText(from, 'comment-author') || ACTIONS_LOGIN,
})
