/** The job summary of a step. */
export type Summary = {
  /** Appends Markdown. What does not fit the runner's limit is cut with a note, never an error. */
  append(markdown: string): void
}

/**
 * The runner drops the whole summary of a step above 1,024 KiB
 * (FileCommandManager.cs, CreateStepSummaryCommand), so it is cut before.
 */
export const SUMMARY_LIMIT_BYTES = 1024 * 1024

const CUT_NOTE = '\n\n> The summary was cut here: a step may write 1,024 KiB at most.\n'

/**
 * The part of `markdown` that fits a file which holds `writtenBytes` already:
 * whole lines only, and a closing note in place of what was cut. A summary
 * that was cut before stays as it is.
 */
export const withinBudget = (
  markdown: string,
  writtenBytes: number,
  limitBytes = SUMMARY_LIMIT_BYTES,
): string => {
  const bytes = Buffer.from(markdown)
  const room = limitBytes - writtenBytes - CUT_NOTE.length
  if (bytes.length <= room) return markdown
  if (room < 0) return ''
  const lastLine = bytes.lastIndexOf('\n', room - 1)
  return bytes.subarray(0, lastLine + 1).toString() + CUT_NOTE
}
