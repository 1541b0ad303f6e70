import { withoutSecretLabels } from '@ci-kit/trivy-scan/findings/sbom-report'
import { expect, test } from '@jest/globals'

const Labels = { token: 'hunter2' }
const reportWith = (Results: unknown) => ({
  ArtifactName: 'app',
  Metadata: { ImageID: 'x', ImageConfig: { os: 'linux', config: { Cmd: ['sh'], Labels } } },
  Results,
})
const SECRETS = [{ Secrets: [] }, { Secrets: [{ RuleID: 'r' }] }]

test('labels stay away from a bill of materials when a secret was found', () => {
  expect(withoutSecretLabels(reportWith(SECRETS))).toEqual({
    ArtifactName: 'app',
    Metadata: { ImageID: 'x', ImageConfig: { os: 'linux', config: { Cmd: ['sh'] } } },
    Results: SECRETS,
  })
})

test.each([
  ['no secret', reportWith([{ Vulnerabilities: [] }, { Secrets: [] }])],
  ['no result', reportWith(null)],
  ['no labels', { Results: SECRETS, Metadata: { ImageConfig: { config: {} } } }],
  ['no image', { Results: SECRETS }],
])('with %s nothing has to stay away', (_, report) => {
  expect(withoutSecretLabels(report)).toBeUndefined()
})
