import { efficiencyReport } from '../report/efficiency-report.ts'
import { skippedSummary } from '../report/group-summaries.ts'
import { jobSummary } from '../report/job-summary.ts'
import type { ImageResult } from './image-result.ts'

/** The job summary of one image. */
export const imageSummary = (
  result: ImageResult,
  notes: { readonly lint: string; readonly limits: readonly string[] },
): string => {
  const { plan, digest = '', build, image, waste, durationMs } = result
  const repository = plan.request.repository.name
  const { references } = plan.build
  if (build === undefined)
    return [
      skippedSummary({ repository, references, digest, durationMs, reason: UNCHANGED }),
      notes.lint,
    ]
      .filter((part) => part !== '')
      .join('\n\n')
  return [
    jobSummary({
      repository,
      plan: { references, push: plan.pushes },
      digest,
      graph: build.graph,
      hits: build.hits,
      time: build.timeRate,
      imageSize: image?.size,
      changes: build.changes && {
        ...build.changes,
        options: [
          ...build.changes.contexts.map((name) => `build-contexts (${name})`),
          ...(build.changes.options ? ['other inputs'] : []),
        ],
      },
      lint: notes.lint,
      limits: notes.limits,
      durationMs,
    }),
    waste === undefined ? '' : efficiencyReport(waste),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const UNCHANGED = 'An image of the same content was there already'
