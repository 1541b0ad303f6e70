import { broken, type Chapter } from './chapter.ts'
import type { WorkflowRun } from './workflow.ts'

/** A chapter of the story with what came of it, or why it was left out. */
export type Told =
  | { readonly title: string; readonly run: WorkflowRun }
  | { readonly title: string; readonly leftOut: string }

export type Telling = {
  readonly story: readonly Told[]
  /** Facts of the story that did not hold. */
  readonly broken: readonly string[]
}

/** Plays chapters one after the other; each is compared with the one before. */
export const tell = async <Kind extends Chapter>(
  chapters: readonly Kind[],
  play: (chapter: Kind) => Promise<WorkflowRun>,
  say: (line: string) => void,
  firstNumber: number,
): Promise<Telling> => {
  const story: Told[] = []
  const failures: string[] = []
  let previous: WorkflowRun | undefined
  for (const [index, chapter] of chapters.entries()) {
    say(`\n${firstNumber + index}. ${chapter.title}`)
    const run = await play(chapter)
    failures.push(...broken(chapter, run, previous))
    story.push({ title: chapter.title, run })
    previous = run
  }
  return { story, broken: failures }
}
