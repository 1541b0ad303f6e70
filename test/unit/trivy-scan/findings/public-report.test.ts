import { withoutPrivateParts } from '@ci-kit/trivy-scan/findings/public-report'
import { expect, test } from '@jest/globals'

test("trivy's report is kept without what may spell out a secret", () => {
  const code = { Lines: [{ Content: 'KEY=hunter2', Highlighted: 'KEY=hunter2' }] }
  const report = {
    SchemaVersion: 2,
    Metadata: {
      ImageID: 'sha256:1',
      ImageConfig: {
        architecture: 'arm',
        os: 'linux',
        variant: 'v7',
        config: { Env: ['KEY=hunter2'] },
        history: [{ created_by: 'RUN echo hunter2' }],
      },
      Layers: [{ DiffID: 'sha256:2', CreatedBy: 'RUN echo hunter2' }],
    },
    Results: [
      {
        Target: 'a',
        Secrets: [{ RuleID: 'r', Match: 'hunter2', Code: code }],
        Misconfigurations: [
          {
            ID: 'm',
            Traces: ['hunter2'],
            CauseMetadata: { StartLine: 1, Code: code, RenderedCause: { Raw: 'hunter2' } },
          },
        ],
        ExperimentalModifiedFindings: [{ Finding: { RuleID: 's', Match: 'hunter2', Code: code } }],
      },
    ],
  }
  expect(withoutPrivateParts(report)).toEqual({
    SchemaVersion: 2,
    Metadata: {
      ImageID: 'sha256:1',
      ImageConfig: { architecture: 'arm', os: 'linux', variant: 'v7' },
      Layers: [{ DiffID: 'sha256:2' }],
    },
    Results: [
      {
        Target: 'a',
        Secrets: [{ RuleID: 'r' }],
        Misconfigurations: [{ ID: 'm', CauseMetadata: { StartLine: 1 } }],
        ExperimentalModifiedFindings: [{ Finding: { RuleID: 's' } }],
      },
    ],
  })
  expect(JSON.stringify(report)).toContain('hunter2')
})

test.each([
  ['null', null],
  ['an object', { architecture: { a: 'hunter2' }, os: ['hunter2'] }],
])('of a configuration that is none nothing is kept: %s', (_, ImageConfig) =>
  expect(withoutPrivateParts({ Metadata: { ImageConfig } })).toEqual({
    Metadata: { ImageConfig: {} },
  }),
)
