import { parseYaml } from '@ci-kit/core/yaml'
import { expect, test } from '@jest/globals'
import { defaultOf, givenTo, stepIn } from './workflow-files.ts'

/* What deploy.yml asks of images when its caller says nothing. */

const verify = givenTo(stepIn('deploy.yml', 'deploy', '$/actions/deploy-ecs'), 'verify')

/** The policy for a ref; `second` comes behind the first signer. */
const policyOf = (ref: string, second = ''): unknown => {
  const [, format = ''] = /format\('([^']*)'/.exec(verify) ?? []
  const values = [...['signer', 'org/shop', ref].map((value) => JSON.stringify(value)), second]
  // As GitHub's format() does: values are put in, and not looked at again.
  const policy = format.replace(/\{\{|\}\}|\{(\d)\}/g, (all, at) =>
    at === undefined ? all.slice(1) : (values[Number(at)] ?? ''),
  )
  return parseYaml(policy, 'policy')
}

test('what is deployed has to be signed by the workflow that builds', () => {
  const usual = defaultOf('deploy.yml', 'signer-workflow')
  expect(usual).toBe('org/ci-kit/.github/workflows/build-push.yml@refs/tags/*')
  expect(defaultOf('pipeline.yml', 'signer-workflow')).toBe(usual)
  expect(verify).toContain(
    "}}', toJSON(inputs.signer-workflow), toJSON(github.repository), toJSON(github.ref),",
  )
})

test.each([
  'refs/heads/main',
  'refs/heads/a", "source-ref": "refs/heads/main',
  'refs/heads/{0}{{1}}',
  `refs/heads/'}}\${{ github.token }}`,
  'refs/heads/\u0085\u2028#: &a !b |',
])('no ref breaks out of the policy: %j', (ref) => {
  expect(policyOf(ref)).toEqual({
    'signer-workflow': ['signer'],
    'source-repository': 'org/shop',
    'source-ref': ref,
    'predicate-types': ['provenance', 'sbom', 'vulns'],
  })
})

test('the commit that runs may sign too, unless somebody has chosen a signer', () => {
  const usual = defaultOf('deploy.yml', 'signer-workflow')
  expect(verify).toContain(`inputs.signer-workflow == '${usual}' && job.workflow_sha`)
  // Nothing, and not an empty name, for a runner that does not know the commit: that would be refused.
  const [, second = ''] = /&& format\('(.*)', job\.workflow_sha\) \|\| ''\)\)/.exec(verify) ?? []
  expect(policyOf('refs/heads/main', second.replace('{0}', 'abc'))).toMatchObject({
    'signer-workflow': ['signer', usual.replace(/@.*/, '@abc')],
    'source-ref': 'refs/heads/main',
  })
})
