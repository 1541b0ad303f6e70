import { ecrRegistry } from '@ci-kit/login/ecr-registry'
import { expect, test } from '@jest/globals'

const ACCOUNT = '123456789012'

test.each([
  [`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`, 'eu-west-1'],
  [`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com:443`, 'eu-west-1'],
  [`${ACCOUNT}.DKR.ecr.EU-west-1.amazonaws.com`, 'eu-west-1'],
  [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'cn-north-1'],
  [`${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, 'us-gov-west-1'],
  [`${ACCOUNT}.dkr-ecr.us-east-2.on.aws`, 'us-east-2'],
])('%s is a private registry in %s', (host, region) => {
  expect(ecrRegistry(host)).toEqual({ kind: 'private', region })
})

test('the public registry has its tokens from one region', () => {
  expect(ecrRegistry('public.ecr.aws')).toEqual({ kind: 'public', region: 'us-east-1' })
})

test.each([
  'ghcr.io',
  'amazonaws.com',
  'ecr.eu-west-1.amazonaws.com',
  `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com.evil.test`,
  `${ACCOUNT}.dkr.ecr.evil.test.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com:8443`,
  `1${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr..amazonaws.com`,
  `${ACCOUNT}xdkr.ecr.eu-west-1.amazonaws.com`,
  `${ACCOUNT}.dkr.ecr.eu-west-1xamazonaws.com`,
  'public.ecr.aws.evil.test',
  'xpublic.ecr.aws',
])('%s is no registry of AWS', (host) => {
  expect(ecrRegistry(host)).toBeUndefined()
})
