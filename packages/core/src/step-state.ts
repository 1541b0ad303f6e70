/**
 * What main leaves for the post step of the same step. Nothing secret belongs
 * here: the runner prints both to the debug log.
 */
export type StepState = {
  /** Saves a value for the post step; a later value of the same name replaces it. */
  save(name: string, value: string): void
  /** What main has saved, '' when there is nothing. */
  read(name: string): string
  /** Sets a variable for the steps that follow, and for the condition of every post step. */
  exportVariable(name: string, value: string): void
}
