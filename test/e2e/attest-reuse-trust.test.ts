import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { attestWorkbench } from './attest-workbench.ts'
import { attach } from './cosign-workbench.ts'

/* What is there already counts only when it holds. */

const bench = attestWorkbench()

const REVIEW = 'https://example.com/review/v1'
const HOUR_MS = 3_600_000
const own = workflowIdentity('octo/shop')

test.each([
  { name: 'that holds', by: own, clocks: {}, reused: '1' },
  {
    name: 'that was logged after its certificate had expired',
    by: own,
    clocks: { log: new Date(Date.now() + HOUR_MS) },
    reused: '0',
  },
  {
    name: 'of another repository',
    by: workflowIdentity('mallory/shop'),
    clocks: {},
    reused: '0',
  },
  {
    name: 'of a workflow whose name begins alike',
    by: workflowIdentity('octo/shop', 'release.yml.evil.yml'),
    clocks: {},
    reused: '0',
  },
  {
    name: 'of another branch',
    by: workflowIdentity('octo/shop', undefined, 'refs/heads/x'),
    clocks: {},
    reused: '0',
  },
])('a statement $name is reused: $reused', async ({ by, clocks, reused }) => {
  const { name, tagged, digest } = await bench.pushImage()
  const earlier = await fakeSigstore(clocks)
  const statement = {
    subject: [digest],
    names: [name],
    predicateType: REVIEW,
    predicate: { approved: true },
  }
  const bundle = await earlier.signStatement(statement, by)
  const [host = '', ...path] = name.split('/')
  await attach(host, path.join('/'), digest, bundle, REVIEW)
  bench.file('earlier.json', earlier.trustedRoot())
  const result = await bench.attest({
    inputs: {
      images: tagged,
      'predicate-type': REVIEW,
      predicate: '{"approved": true}',
      'trusted-root': '.sigstore/root.json\nearlier.json',
    },
  })
  expect(result).toMatchObject({ exitCode: 0, outputs: { reused, verified: 'true' } })
  expect(bench.asked('fulcio')).toHaveLength(reused === '1' ? 0 : 1)
})
