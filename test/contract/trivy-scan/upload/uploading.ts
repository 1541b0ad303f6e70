import type { GitHubConnection } from '@ci-kit/core/adapters/octokit'
import type { UploadResult } from '@ci-kit/trivy-scan/upload/outcome'
import { type UploadRequest, uploadReports } from '@ci-kit/trivy-scan/upload/upload'
import type { CodeScanningSetup } from '../../../fakes/code-scanning-server.ts'
import { push } from '../../../unit/trivy-scan/upload/contexts.ts'
import { type Connected, connected } from '../connected.ts'

/** A report with one run of that category, and as many results. */
export const report = (name: string, results = 1) => ({
  name,
  sarif: JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Trivy', rules: RULES } },
        automationDetails: { id: `trivy/${name}/` },
        results: Array.from({ length: results }, (_, at) => ({
          ruleId: at % 2 === 0 ? 'low' : 'high',
          message: { text: `${at}` },
        })),
      },
    ],
  }),
})

const RULES = [
  { id: 'low', properties: { 'security-severity': '2.0' } },
  { id: 'high', properties: { 'security-severity': '8.0' } },
]

export type Uploading = Connected & {
  upload(
    reports: readonly ReturnType<typeof report>[],
    more?: Partial<UploadRequest>,
  ): Promise<UploadResult>
}

/** What uploads a push to a fake GitHub. */
export const uploading = async (
  setup: CodeScanningSetup = {},
  connection: Partial<GitHubConnection> = {},
): Promise<Uploading> => {
  const ports = await connected(setup, connection)
  const request: UploadRequest = {
    mode: 'auto',
    context: push(),
    checkedOut: undefined,
    startedAt: Date.UTC(2026, 10, 21, 9, 5, 7, 123),
    waitMs: 60_000,
  }
  return {
    ...ports,
    upload: (reports, more = {}) => uploadReports(reports, { ...request, ...more }, ports),
  }
}
