import { duration } from '@ci-kit/core/amounts'
import { MERMAID_LIMIT, mermaidText } from '@ci-kit/core/mermaid'
import type { BuildGraph } from '../progress/build-graph.ts'
import { criticalPath } from '../progress/critical-path.ts'
import { stageOf } from '../progress/steps.ts'
import type { Vertex } from '../progress/vertices.ts'

/** Tasks in one picture: more are too small to see. */
const TASK_LIMIT = 50
const LABEL_LIMIT = 60
const SECTION_LIMIT = 40
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
  return text.length > MERMAID_LIMIT ? '' : `\`\`\`mermaid\n${text}\n\`\`\``
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
      section: mermaidText(
        step ? stageOf({ name: step }) || 'steps' : 'transfers',
        SECTION_LIMIT,
        'stage',
      ),
      // A digit in front: no label can begin with a keyword of the diagram.
      label: `${step ? `${step.position}/${step.count}` : '0'} ${mermaidText(step?.instruction ?? name, LABEL_LIMIT, 'step')}`,
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
