import type { Processing } from './processing.ts'

/** What the author of the workflow wants: as far as it goes, or nothing less. */
export type UploadMode = 'auto' | 'always'

/** A report to upload. */
export type SarifReport = {
  /** What people call the artifact, for messages. */
  readonly name: string
  /** SARIF 2.1.0 as JSON. */
  readonly sarif: string
}

/** What became of one report; `name` is the report's. */
export type UploadOutcome = { readonly name: string } & (
  | Processing
  /** It was not sent, or refused for a reason that holds for every report. */
  | { readonly state: 'not-uploaded'; readonly reason: string }
)

/** What became of all reports of a step. */
export type UploadResult = {
  readonly outcomes: readonly UploadOutcome[]
  /** Why the step has to fail, which only `always` asks for. It was not logged. */
  readonly failure: string | undefined
}
