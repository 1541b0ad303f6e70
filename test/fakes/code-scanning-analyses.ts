import { type Json, objectAt } from '@ci-kit/core/json'
import type { ReceivedSarif } from './code-scanning.ts'
import { categoryOf, objectsAt, STORED_RESULTS, toolOf } from './code-scanning-limits.ts'

/** What the service keeps of a run; a later one for the same commit, ref, tool and category takes its place. */
export type StoredAnalysis = {
  readonly upload: string
  readonly commit: string
  readonly ref: string
  readonly tool: string
  readonly category: string
  /** The most severe ones, at most 5,000. */
  readonly results: readonly Json[]
}

/** Of the uploads in their order. */
export const stored = (uploads: readonly ReceivedSarif[]): readonly StoredAnalysis[] => {
  const kept = new Map<string, StoredAnalysis>()
  for (const { id, commit, ref, sarif } of uploads) {
    for (const run of objectsAt(sarif, 'runs')) {
      const tool = toolOf(run)
      const category = categoryOf(run)
      const analysis = { upload: id, commit, ref, tool, category, results: mostSevere(run) }
      kept.set([commit, ref, tool, category].join('\n'), analysis)
    }
  }
  return [...kept.values()]
}

const mostSevere = (run: Json): readonly Json[] => {
  const rules = objectsAt(objectAt(objectAt(run, 'tool'), 'driver'), 'rules')
  const severities = new Map(
    rules.map((rule) => [
      rule.id,
      Number(objectAt(rule, 'properties')?.['security-severity'] ?? 0),
    ]),
  )
  const severity = ({ ruleId }: Json) => severities.get(ruleId) ?? 0
  return objectsAt(run, 'results')
    .toSorted((one, other) => severity(other) - severity(one))
    .slice(0, STORED_RESULTS)
}
