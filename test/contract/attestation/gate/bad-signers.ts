import type { Policy } from '@ci-kit/attestation/gate/policy'
import type { GateRefusal } from '@ci-kit/attestation/gate/verdict'
import type { Bad } from './bad-statement.ts'
import { BY, signed, withExtensions, withoutExtension, workflowIdentity } from './signing.ts'

const WORKFLOW = BY.identity
const ISSUER = BY.issuer

const signedBy = (
  name: string,
  refusal: GateRefusal,
  by: typeof BY,
  says: readonly string[],
  policy: Partial<Policy> = {},
): Bad => ({
  name,
  refusal,
  says,
  policy,
  ...(policy.environment !== undefined && { standsAlone: true }),
  make: async ({ own }) => ({ bundle: await signed(own, { by }) }),
})

/** Signed by somebody else, or for something else, than the policy says. */
export const BAD_SIGNERS: readonly Bad[] = [
  signedBy(
    'another workflow with the same prefix',
    'identity',
    workflowIdentity('org/app', 'release-test.yml'),
    ['release-test.yml@', `"${WORKFLOW}"`],
  ),
  signedBy(
    'a workflow name with a suffix',
    'identity',
    workflowIdentity('org/app', 'release.yml.x'),
    ['release.yml.x@', `"${WORKFLOW}"`],
  ),
  signedBy('another repository', 'identity', workflowIdentity('evil/app'), [
    'evil/app',
    `"${WORKFLOW}"`,
  ]),
  signedBy('a repository that begins alike', 'identity', workflowIdentity('org/app-fork'), [
    'org/app-fork',
    `"${WORKFLOW}"`,
  ]),
  signedBy(
    'another branch',
    'identity',
    workflowIdentity('org/app', 'release.yml', 'refs/heads/main2'),
    ['main2', `"${WORKFLOW}"`],
  ),
  signedBy('another issuer', 'identity', { ...BY, issuer: 'https://token.evil.test' }, [
    '"https://token.evil.test"',
    `"${ISSUER}"`,
  ]),
  signedBy(
    'the right workflow, called by another repository',
    'source',
    withExtensions(BY, { 12: 'https://github.com/evil/x' }),
    ['"https://github.com/evil/x"', '"https://github.com/org/app"'],
  ),
  signedBy(
    'a source repository that begins alike',
    'source',
    withExtensions(BY, { 12: 'https://github.com/org/app2' }),
    ['"https://github.com/org/app2"', '"https://github.com/org/app"'],
  ),
  signedBy('no source repository', 'source', withoutExtension(BY, 12), [
    'does not name',
    '"https://github.com/org/app"',
  ]),
  signedBy('another source ref', 'ref', withExtensions(BY, { 14: 'refs/heads/feature' }), [
    '"refs/heads/feature"',
    '"refs/heads/main"',
  ]),
  signedBy('no source ref', 'ref', withoutExtension(BY, 14), [
    'does not name',
    '"refs/heads/main"',
  ]),
  signedBy('a self-hosted runner', 'runner', withExtensions(BY, { 11: 'self-hosted' }), [
    '"self-hosted"',
    '"github-hosted"',
  ]),
  signedBy('no runner stated', 'runner', withoutExtension(BY, 11), [
    'does not name',
    '"github-hosted"',
  ]),
  signedBy(
    'another environment',
    'environment',
    withExtensions(BY, { 23: 'test' }),
    ['"test"', '"production"'],
    { environment: 'production' },
  ),
  signedBy('no environment', 'environment', BY, ['does not name', '"production"'], {
    environment: 'production',
  }),
]
