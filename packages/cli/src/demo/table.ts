import type { WorkflowRun } from './workflow.ts'

/** A chapter of the story with what came of it. */
export type Told = { readonly title: string; readonly run: WorkflowRun }

const HEADER = ['step', 'component', 'cached', 'seconds', 'digest']
const RIGHT = new Set(['cached', 'seconds'])

/** The closing table as text, one line a build. */
export const renderTable = (story: readonly Told[]): string => {
  const rows = [HEADER, ...story.flatMap(rowsOf)]
  const widths = HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0
        return RIGHT.has(HEADER[at] ?? '') ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const [header = [], ...body] = rows
  const rule = widths.map((width) => '─'.repeat(width))
  return [header, rule, ...body].map(line).join('\n')
}

const rowsOf = ({ title, run }: Told, index: number): string[][] => {
  const step = `${index + 1} ${title}`
  if (run.builds.length === 0) return [[step, 'nothing to build', '', seconds(run.seconds), '']]
  return run.builds.map((build, at) => [
    at === 0 ? step : '',
    build.component,
    `${build.cachedSteps}/${build.totalSteps}`,
    seconds(build.seconds),
    build.digest.slice(0, 'sha256:'.length + 12),
  ])
}

const seconds = (value: number): string => value.toFixed(1)

/** The same for scripts: full digests, seconds as numbers. */
export const tableJson = (story: readonly Told[]): string =>
  JSON.stringify(
    {
      steps: story.map(({ title, run }) => ({
        step: title,
        selected: run.selected,
        seconds: rounded(run.seconds),
        builds: run.builds.map((build) => ({ ...build, seconds: rounded(build.seconds) })),
      })),
    },
    undefined,
    2,
  )

const rounded = (value: number): number => Math.round(value * 1000) / 1000
