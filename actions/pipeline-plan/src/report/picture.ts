import { mermaidText } from '@ci-kit/core/mermaid'
import type { Plan } from '../plan/plan.ts'

/** More than these do not fit a page so that anybody could read them. */
const MAX_COMPONENTS = 30

/**
 * The run as a Mermaid diagram, detect → checks → image → deploy for each
 * component; none when they are too many to read.
 */
export const picture = (plan: Plan): readonly string[] => {
  const names = [...new Set([...plan.checks, ...plan.images].map(({ component }) => component))]
  if (names.length === 0 || names.length > MAX_COMPONENTS) return []
  const lines = names.flatMap((name, at) => chain(plan, name, at))
  return [['```mermaid', 'flowchart LR', '  detect["detect"]', ...lines, '```'].join('\n')]
}

/** Node after node, each with an arrow from the one before. */
const chain = (plan: Plan, component: string, at: number): readonly string[] => {
  const checks = plan.checks.filter((row) => row.component === component).length
  const image = plan.images.some((row) => row.component === component)
  const services = Object.entries(plan.services).filter(([, one]) => one.component === component)
  const label = mermaidText(component, 60, `component ${at + 1}`)
  const steps = [
    ...(checks > 0 ? [`${checks} ${checks === 1 ? 'check' : 'checks'} of ${label}`] : []),
    ...(image ? [`1 image of ${label}`] : []),
    ...services.map(() => `1 ${plan.deploy === 'plan' ? 'plan' : 'deployment'} of ${label}`),
  ]
  const id = (step: number): string => (step < 0 ? 'detect' : `n${at}s${step}`)
  return steps.map((step, index) => `  ${id(index - 1)} --> ${id(index)}["${step}"]`)
}
