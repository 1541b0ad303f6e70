import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Annotation, Log } from '@ci-kit/core/log'
import { neutral } from '@ci-kit/core/log'
import type { Workspace } from '@ci-kit/core/workspace'

/** A log that keeps what is printed, one entry a line, neutral as the runner's log is. */
export const memoryLog = () => {
  const printed: string[] = []
  const debugged: string[] = []
  const annotations: { level: string; text: string; at: Annotation }[] = []
  const annotate =
    (level: string) =>
    (text: string, at: Annotation = {}): void => {
      annotations.push({ level, text, at })
    }
  const log: Log = {
    info: (text) => void printed.push(...neutral(text).split('\n')),
    debug: (text) => void debugged.push(text),
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    group: (title) => void printed.push(`> ${neutral(title)}`),
    endGroup: () => void printed.push('<'),
  }
  const texts = (level: string) =>
    annotations.filter((one) => one.level === level).map(({ text }) => text)
  return { log, printed, debugged, annotations, texts }
}

/** A checkout that holds these files and the folders above them. */
export const memoryWorkspace = (...files: string[]): Workspace => ({
  kindOf: (path) => {
    const wanted = path.replace(/^\.\/|\/$/g, '')
    if (files.includes(wanted)) return 'file'
    const isFolder = wanted === '.' || files.some((file) => file.startsWith(`${wanted}/`))
    return isFolder ? 'folder' : undefined
  },
})

/** Noon of a day after everything that the tests make. */
export const NOW = Date.parse('2026-11-21T12:00:00Z')

/** Time that a test moves on; whatever repeats is called at each step. */
export const fakeClock = () => {
  let passed = 0
  const repeated = new Set<() => void>()
  const clock: Clock & Ticker = {
    now: () => NOW + passed,
    elapsed: () => passed,
    // A wait is over at once, and the time has passed.
    sleep: async (milliseconds) => {
      passed += milliseconds
    },
    every: (_, work) => {
      repeated.add(work)
      return () => void repeated.delete(work)
    },
  }
  const advance = (milliseconds: number): void => {
    passed += milliseconds
    for (const work of [...repeated]) work()
  }
  return { clock, advance, repeated }
}

export type FakeClock = ReturnType<typeof fakeClock>
