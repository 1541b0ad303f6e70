/** Times of the same work done twice, by the floor and by the action. All in milliseconds. */
export type Comparison = {
  readonly name: string
  readonly floorMs: readonly number[]
  readonly actionMs: readonly number[]
  /** Median of the action over the median of the floor. */
  readonly ratio: number
  /** The ratio to stay below. */
  readonly goal: number
}

/** A number that is no time. */
export type Rate = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal: { readonly atLeast: number } | { readonly atMost: number }
}

export type Measured = Comparison | Rate

export type Timed = () => Promise<number>

export type Case = {
  readonly name: string
  readonly goal: number
  readonly floor: Timed
  readonly action: Timed
}

/** Runs floor and action in turns, so that a slow minute of the machine hits both. */
export const compare = async (
  rounds: number,
  { name, goal, floor, action }: Case,
): Promise<Comparison> => {
  const floorMs: number[] = []
  const actionMs: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`${name}: round ${round} of ${rounds}\n`)
    const inTurn = [
      async () => floorMs.push(await floor()),
      async () => actionMs.push(await action()),
    ]
    for (const measure of round % 2 === 0 ? inTurn.toReversed() : inTurn) await measure()
  }
  return { name, goal, floorMs, actionMs, ratio: median(actionMs) / median(floorMs) }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = Math.floor(sorted.length / 2)
  const lower = sorted.length % 2 === 0 ? upper - 1 : upper
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2
}

/** A table for people; the ratio is what counts, because the machine's speed is in both columns. */
export const resultTable = (results: readonly Measured[]): string => {
  const rows = results.map((result) =>
    'ratio' in result ? comparisonCells(result) : rateCells(result),
  )
  const lines = [['case', 'floor', 'action', 'ratio', 'goal'], ...rows]
  const width = (column: number) => Math.max(...lines.map((line) => line[column]?.length ?? 0))
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(width(column))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

const comparisonCells = ({ name, floorMs, actionMs, ratio, goal }: Comparison): string[] => [
  name,
  `${median(floorMs).toFixed(0)} ms`,
  `${median(actionMs).toFixed(0)} ms`,
  ratio.toFixed(2),
  `≤ ${goal.toFixed(2)}`,
]

const rateCells = ({ name, value, unit, goal }: Rate): string[] => [
  name,
  '',
  `${value}${unit}`,
  '',
  'atLeast' in goal ? `≥ ${goal.atLeast}${unit}` : `≤ ${goal.atMost}${unit}`,
]
