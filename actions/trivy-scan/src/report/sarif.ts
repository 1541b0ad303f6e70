import { gzipSync } from 'node:zlib'
import { counted } from '@ci-kit/core/amounts'
import type { AssessedSubject } from '../findings/assessed.ts'
import { affordable, mostImportant } from './sarif-cut.ts'
import type { SarifFile, SarifOptions } from './sarif-options.ts'
import { type Candidate, candidates, runCategories, sarifRun } from './sarif-run.ts'

/** Limits of GitHub's code scanning: it stores no more results of a run, and rejects what is above the others. */
export const SARIF_LIMITS = {
  resultsPerRun: 5_000,
  runsPerFile: 20,
  /** Compressed. GitHub says 10 MB. */
  bytesPerFile: 10_000_000,
  /** Ours, not GitHub's: what is longer would hardly compress to 10 MB, and needs several times its memory. */
  charactersPerFile: 150_000_000,
} as const

type Limits = { readonly [Name in keyof typeof SARIF_LIMITS]: number }

/**
 * SARIF 2.1.0 of one artifact, one run for each of its platforms. There is
 * always a file: one without results closes the alerts of earlier ones.
 * Several only for more than 20 platforms.
 */
export const sarifFiles = (
  subject: AssessedSubject,
  options: SarifOptions,
  limits: Limits = SARIF_LIMITS,
): SarifFile[] => {
  const categories = runCategories(options.category, subject.scans)
  const runs = subject.scans.map((scan, index) => ({
    scan,
    category: categories[index] ?? options.category,
    all: candidates(subject, scan),
  }))
  return chunks(runs, limits.runsPerFile).map((some) => file(subject, some, options, limits))
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )

type Run = {
  readonly scan: AssessedSubject['scans'][number]
  readonly category: string
  readonly all: readonly Candidate[]
}

const file = (
  subject: AssessedSubject,
  runs: readonly Run[],
  options: SarifOptions,
  limits: Limits,
): SarifFile => {
  const capped = runs.map(({ all }) => all.slice(0, limits.resultsPerRun))
  const textOf = (shown: readonly (readonly Candidate[])[]): string =>
    JSON.stringify({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: runs.map((run, index) => sarifRun(subject, run, shown[index] ?? [], options)),
    })
  const most = affordable(capped, limits.charactersPerFile, subject, options.source)
  const { text, shown } = fitting(capped, most, textOf, limits.bytesPerFile)
  const notes = runs.flatMap(({ all, category }, index) =>
    noteOn(all.length, shown[index]?.length ?? 0, category),
  )
  return { text, categories: runs.map(({ category }) => category), notes }
}

/** Tries by the size of the last try; what is left out is the least important of all runs. */
const fitting = (
  runs: readonly (readonly Candidate[])[],
  affordable: number,
  textOf: (shown: readonly (readonly Candidate[])[]) => string,
  bytes: number,
) => {
  for (let most = affordable; ; ) {
    const shown = mostImportant(runs, most)
    const text = textOf(shown)
    const size = gzipSync(text).length
    if (size <= bytes || most === 0) return { text, shown }
    most = Math.floor(most * 0.95 * Math.min(1, bytes / size))
  }
}

const noteOn = (found: number, shown: number, category: string): string[] =>
  found <= shown
    ? []
    : [
        `SARIF of ${category}: the ${shown} most severe of ${counted(found, 'finding')}, because code scanning takes no more. The other reports have all of them.`,
      ]
