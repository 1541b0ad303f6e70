import type { Artifact } from '@ci-kit/trivy-scan/artifact/artifact'
import type { ScannedArtifact } from '@ci-kit/trivy-scan/artifact/scan-artifacts'
import { parseReportJson } from '@ci-kit/trivy-scan/findings/parse-report'
import type { Policy } from '@ci-kit/trivy-scan/policy-files'
import { type Result, system } from '../findings/reports.ts'
import { rules } from '../policy/samples.ts'
import { imageOf, scanReport } from './samples.ts'

/** An artifact of which every part was scanned with these results, with what a test wants otherwise. */
export const scannedOf = (
  results: readonly Result[] = [system()],
  over: Partial<ScannedArtifact> & { readonly artifact?: Artifact } = {},
): ScannedArtifact => {
  const artifact = over.artifact ?? imageOf('app')
  const report = scanReport(results)
  return {
    artifact,
    parts: artifact.parts.map((part) => ({
      part,
      report,
      parsed: parseReportJson(report.report, part),
    })),
    failures: [],
    baseline: undefined,
    notes: [],
    ...over,
  }
}

/** A policy that stops at high or worse, with what a test wants otherwise. */
export const policyOf = (
  over: Partial<Policy['rules']> = {},
  more: Partial<Policy> = {},
): Policy => {
  const { vex: _, ...all } = rules({ failOn: { terms: [HIGH] }, ...over })
  return { rules: all, entries: [], expired: [], ...more }
}

const HIGH = {
  severity: 'HIGH',
  kind: undefined,
  fixable: false,
  kev: false,
  epss: undefined,
} as const
