import { duration } from '@ci-kit/core/amounts'
import type { BuildGraph } from '../progress/build-graph.ts'
import { criticalPath } from '../progress/critical-path.ts'
import { stageOf } from '../progress/steps.ts'
import type { Vertex } from '../progress/vertices.ts'

/** Tasks in one picture: more are too small to see. */
const TASK_LIMIT = 50
const LABEL_LIMIT = 60
const SECTION_LIMIT = 40
/** GitHub draws no diagram with more text (Mermaid's maxTextSize is 50,000). */
const TEXT_LIMIT = 45_000
/** What took less is no bar but a line. */
const SHORTEST_MS = 1

/**
 * A Mermaid gantt of what took longest, stage by stage, with the critical path
 * marked. `dateFormat x` takes milliseconds since the epoch; durations are
 * written in ms. '' when nothing has times.
 */
export const timeline = (graph: Pick<BuildGraph, 'vertices'>): string => {
  const critical = new Set(criticalPath(graph))
  const tasks = longest(graph.vertices.flatMap((vertex) => taskOf(vertex, critical.has(vertex.id))))
  if (tasks.length === 0) return ''
  const sections = [...Map.groupBy(tasks, ({ section }) => section)].flatMap(([name, group]) => [
    `  section ${name}`,
    ...group.toSorted((a, b) => a.start - b.start).map(taskLine),
  ])
  const head = ['gantt', '  dateFormat x', '  axisFormat %H:%M:%S']
  const text = [...head, ...sections].join('\n')
  return text.length > TEXT_LIMIT ? '' : `\`\`\`mermaid\n${text}\n\`\`\``
}

type Task = {
  readonly section: string
  readonly label: string
  readonly start: number
  readonly milliseconds: number
  readonly marks: readonly string[]
}

const taskOf = (vertex: Vertex, isCritical: boolean): Task[] => {
  const { name, step, started, completed, cached, hasOutput, error } = vertex
  if (started === undefined || completed === undefined || completed < started) return []
  if (completed === started && !isCritical) return []
  const marks = [isCritical ? 'crit' : '', cached && !hasOutput && !error ? 'done' : '']
  return [
    {
      section: inert(
        step ? stageOf({ name: step }) || 'steps' : 'transfers',
        SECTION_LIMIT,
        'stage',
      ),
      // A digit in front: no label can begin with a keyword of the diagram.
      label: `${step ? `${step.position}/${step.count}` : '0'} ${inert(step?.instruction ?? name, LABEL_LIMIT, 'step')}`,
      start: started,
      milliseconds: Math.max(SHORTEST_MS, completed - started),
      marks: marks.filter((mark) => mark !== ''),
    },
  ]
}

const longest = (tasks: readonly Task[]): Task[] =>
  tasks
    .toSorted((a, b) => weight(b) - weight(a) || b.milliseconds - a.milliseconds)
    .slice(0, TASK_LIMIT)
    .toSorted((a, b) => a.start - b.start)

/** The critical path is the message of the picture, so it stays when tasks are left out. */
const weight = ({ marks }: Task): number => (marks.includes('crit') ? 1 : 0)

const taskLine = ({ label, marks, start, milliseconds }: Task): string => {
  const data = [...marks, String(Math.round(start)), `${Math.round(milliseconds)}ms`]
  return `    ${label}, ${duration(milliseconds)} :${data.join(', ')}`
}

/**
 * Only letters, digits and marks without a meaning for Mermaid or Markdown:
 * a colon would end the label, `;`, `#` and a line end the statement, `%%`
 * begins a comment, and backticks would close the block.
 */
const inert = (text: string, limit: number, otherwise: string): string =>
  text
    .slice(0, limit * 4)
    .replaceAll(/[^\p{L}\p{N} ._/=+-]+/gu, ' ')
    .replaceAll(/-{2,}|={2,}/g, (run) => run[0] ?? '')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, limit)
    .trim() || otherwise
