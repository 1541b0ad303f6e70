import type { Build } from './build-job.ts'
import type { Told } from './tell.ts'

const HEADER = ['step', 'component', 'cached', 'rate', 'seconds', 'digest']
const RIGHT = new Set(['cached', 'rate', 'seconds'])

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

const rowsOf = (told: Told, index: number): string[][] => {
  const step = `${index + 1} ${told.title}`
  if ('leftOut' in told) return [[step, 'left out', '', '', '', told.leftOut]]
  const { builds, seconds } = told.run
  if (builds.length === 0) return [[step, 'nothing to build', '', '', tenths(seconds), '']]
  return builds.map((build, at) => [
    at === 0 ? step : '',
    build.component,
    cached(build),
    `${build.rate} %`,
    tenths(build.seconds),
    build.digest.slice(0, 'sha256:'.length + 12),
  ])
}

const cached = ({ skipped, cachedSteps, totalSteps }: Build): string =>
  skipped ? 'unchanged' : `${cachedSteps}/${totalSteps}`

const tenths = (value: number): string => value.toFixed(1)

/** The same for scripts: full digests, sizes in bytes, seconds as numbers. */
export const tableJson = (story: readonly Told[]): string =>
  JSON.stringify({ steps: story.map(stepJson) }, undefined, 2)

const stepJson = (told: Told) => {
  if ('leftOut' in told) return { step: told.title, leftOut: told.leftOut }
  const { selected, seconds, builds } = told.run
  return {
    step: told.title,
    selected,
    seconds: rounded(seconds),
    builds: builds.map((build) => ({ ...build, seconds: rounded(build.seconds) })),
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000
