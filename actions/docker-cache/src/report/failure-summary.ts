import { code, plain } from '@ci-kit/core/markdown'
import type { BuildGraph } from '../progress/build-graph.ts'
import { shortened } from '../shortened.ts'
import { codeBlock, lastLines } from './code-block.ts'
import { stepTable } from './step-table.ts'

const OUTPUT_LINES = 30
const NAME_LIMIT = 200

/**
 * The job summary of a build that failed: how far it came, and why it went no
 * further. `text` is what buildx printed as plain text, which holds the lines
 * of the Dockerfile around the step.
 */
export const failureSummary = (
  repository: string,
  graph: BuildGraph,
  reason: string,
  text: readonly string[] = [],
): string =>
  [
    `### ${plain(repository)}: failed`,
    plain(reason),
    failedStep(graph),
    dockerfileLines(text),
    stepTable(graph.steps),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

const failedStep = ({ failure }: BuildGraph): string => {
  if (failure === undefined) return ''
  const name = `Failed: ${code(shortened(failure.vertex, NAME_LIMIT))}`
  const output = lastLines(failure.output, OUTPUT_LINES)
  return output.length === 0 ? name : `${name}\n\n${codeBlock(output)}`
}

const RULE = /^-{10,}$/
const PLACE = /^\S.*:\d+$/
/** BuildKit shows a few lines around the one it marks with `>>>`. */
const EXCERPT_LINES = 30

/** The block `Dockerfile:4`, a rule, the lines with `>>>` at the one that failed, a rule. */
const dockerfileLines = (text: readonly string[]): string => {
  const start = text.findIndex(
    (line, index) => PLACE.test(line.trim()) && RULE.test((text[index + 1] ?? '').trim()),
  )
  const place = text[start]
  if (place === undefined) return ''
  const behind = text.slice(start + 2, start + 2 + EXCERPT_LINES)
  const end = behind.findIndex((line) => RULE.test(line.trim()))
  const lines = end === -1 ? behind : behind.slice(0, end)
  return `${code(place.trim())}\n\n${codeBlock(lines)}`
}
