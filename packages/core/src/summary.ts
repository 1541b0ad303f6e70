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

/** What of `markdown` goes into the summary. */
export type Fitting = {
  readonly text: string
  /** Nothing may follow a summary that was cut: it would stand behind the note. */
  readonly cut: boolean
}

/**
 * The part of `markdown` that fits a file which holds `writtenBytes` already:
 * whole lines only, and a closing note in place of what was cut. Room for the
 * note is kept free, because nobody knows what is appended later.
 */
export const withinBudget = (
  markdown: string,
  writtenBytes: number,
  limitBytes = SUMMARY_LIMIT_BYTES,
): Fitting => {
  const bytes = Buffer.from(markdown)
  const room = limitBytes - writtenBytes - Buffer.byteLength(CUT_NOTE)
  if (bytes.length <= room) return { text: markdown, cut: false }
  // Somebody else has filled the file.
  if (room < 0) return { text: '', cut: true }
  const lastLine = bytes.subarray(0, room).lastIndexOf('\n')
  return { text: bytes.subarray(0, lastLine + 1).toString() + CUT_NOTE, cut: true }
}
