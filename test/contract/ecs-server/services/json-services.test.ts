import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr'
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { cloudWatch } from '@ci-kit/local-aws/services/cloudwatch'
import { type EcrImage, ecr } from '@ci-kit/local-aws/services/ecr'
import { parameterStore, secretsManager } from '@ci-kit/local-aws/services/secrets'
import { describe, expect, test } from '@jest/globals'
import { clientConfig } from './asked-service.ts'

describe('ECR', () => {
  const image = (status: EcrImage['status'], digit: string): EcrImage => ({
    repository: 'shop/web',
    digest: `sha256:${digit.repeat(64)}`,
    tags: [status.toLowerCase()],
    status,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    manifest: '{}',
    pushedAt: 1_000,
  })
  const client = async () =>
    new ECRClient(
      await clientConfig(
        'ecr',
        ecr(
          {
            account: '123456789012',
            registry: 'https://example',
            password: 'pass',
            repositories: ['shop/web'],
            images: [image('ACTIVE', 'a'), image('ARCHIVED', 'b')],
          },
          () => 0,
        ),
      ),
    )

  test('an archived image is found only by those who ask for any status', async () => {
    const ecrClient = await client()
    const ask = (filter: object) =>
      ecrClient.send(
        new DescribeImagesCommand({
          repositoryName: 'shop/web',
          imageIds: [{ imageTag: 'archived' }],
          ...filter,
        }),
      )
    await expect(ask({})).rejects.toMatchObject({ name: 'ImageNotFoundException' })
    const found = await ask({ filter: { imageStatus: 'ANY' } })
    expect(found.imageDetails).toEqual([
      expect.objectContaining({
        imageStatus: 'ARCHIVED',
        imageDigest: `sha256:${'b'.repeat(64)}`,
        imagePushedAt: new Date(1_000),
      }),
    ])
  })

  test('all active images, an unknown repository, a batch and a password', async () => {
    const ecrClient = await client()
    const all = await ecrClient.send(new DescribeImagesCommand({ repositoryName: 'shop/web' }))
    expect(all.imageDetails?.map(({ imageTags }) => imageTags)).toEqual([['active']])
    await expect(
      ecrClient.send(new DescribeImagesCommand({ repositoryName: 'shop/none' })),
    ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
    const batch = await ecrClient.send(
      new BatchGetImageCommand({
        repositoryName: 'shop/web',
        imageIds: [{ imageTag: 'active' }, { imageTag: 'gone' }],
      }),
    )
    expect(batch.images?.map(({ imageManifest }) => imageManifest)).toEqual(['{}'])
    expect(batch.failures?.map(({ failureCode }) => failureCode)).toEqual(['ImageNotFound'])
    const token = await ecrClient.send(new GetAuthorizationTokenCommand({}))
    expect(token.authorizationData?.[0]).toEqual({
      authorizationToken: Buffer.from('AWS:pass').toString('base64'),
      expiresAt: new Date(12 * 3_600_000),
      proxyEndpoint: 'https://example',
    })
  })
})

test('CloudWatch: an alarm changes over time, composite ones only when asked for', async () => {
  let time = 0
  const states = [
    { at: 0, state: 'OK', reason: 'fine' },
    { at: 5_000, state: 'ALARM', reason: 'too many' },
  ] as const
  const client = new CloudWatchClient(
    await clientConfig(
      'monitoring',
      cloudWatch(
        [
          { name: 'errors', kind: 'metric', states },
          { name: 'all', kind: 'composite', states: [] },
        ],
        () => time,
      ),
    ),
  )
  const names = { AlarmNames: ['errors', 'all', 'none'] }
  const before = await client.send(new DescribeAlarmsCommand(names))
  expect(before.MetricAlarms?.map((each) => [each.AlarmName, each.StateValue])).toEqual([
    ['errors', 'OK'],
  ])
  expect(before.CompositeAlarms).toEqual([])
  time = 5_000
  const after = await client.send(
    new DescribeAlarmsCommand({ ...names, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  )
  expect(after.MetricAlarms?.[0]).toMatchObject({
    StateValue: 'ALARM',
    StateReason: 'too many',
    StateUpdatedTimestamp: new Date(5_000),
  })
  expect(after.CompositeAlarms?.[0]?.StateValue).toBe('INSUFFICIENT_DATA')
  const firing = await client.send(new DescribeAlarmsCommand({ StateValue: 'OK' }))
  expect(firing.MetricAlarms).toEqual([])
})

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:db'

test.each(['db', ARN, `${ARN}-AbCdEf`])('Secrets Manager knows a secret by %s', async (id) => {
  const secret = { name: 'db', arn: `${ARN}-AbCdEf`, versions: { v1: ['AWSCURRENT'] } }
  const client = new SecretsManagerClient(
    await clientConfig('secretsmanager', secretsManager([secret])),
  )
  const found = await client.send(new DescribeSecretCommand({ SecretId: id }))
  expect(found).toMatchObject({ ARN: secret.arn, VersionIdsToStages: secret.versions })
  await expect(
    client.send(new DescribeSecretCommand({ SecretId: `${id}x` })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('Parameter Store answers the names that there are', async () => {
  const client = new SSMClient(await clientConfig('ssm', parameterStore(['/shop/key', 'other'])))
  const found = await client.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: ['/shop/key', '/shop/none'] }],
    }),
  )
  expect(found.Parameters?.map(({ Name }) => Name)).toEqual(['/shop/key'])
})
