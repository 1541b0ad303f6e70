/** What a report says besides the findings. All texts may come from outside. */
export type ReportFacts = {
  readonly passed: boolean
  /** Why, as one sentence: `3 findings are high or worse and were introduced.` */
  readonly verdict: string
  /** How old the vulnerability database is, as one sentence; '' when none was used. */
  readonly database: string
  /** Sentences that people should know: a report that was cut, an upload that was not possible. */
  readonly notes: readonly string[]
}
