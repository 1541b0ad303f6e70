import {
  deploymentsConsoleUrl,
  serviceConsoleUrl,
  taskConsoleUrl,
} from '@ci-kit/ecs/report/console-url'
import { describe, expect, test } from '@jest/globals'
import { HOSTILE_TEXTS } from './report-samples.ts'

describe('the console', () => {
  test.each([
    ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('of partition %s', (partition, region, host) => {
    const arn = (resource: string) => `arn:${partition}:ecs:${region}:123456789012:${resource}`
    const root = `https://${host}/ecs/v2/clusters/shop`
    const query = `?region=${region}`
    expect(serviceConsoleUrl(arn('service/shop/web'))).toBe(`${root}/services/web/health${query}`)
    expect(deploymentsConsoleUrl(arn('service/shop/web'))).toBe(
      `${root}/services/web/deployments${query}`,
    )
    expect(taskConsoleUrl(arn('task/shop/abc'))).toBe(`${root}/tasks/abc/configuration${query}`)
  })

  test.each([
    'arn:aws-iso:ecs:us-iso-east-1:123456789012:service/shop/web',
    'arn:aws:ecs:eu-west-1:123456789012:service/web',
    'arn:aws:ecs:eu-west-1:123456789012:task/shop/abc',
    'arn:aws:ecs:evil.example/x:123456789012:service/shop/web',
    'arn:aws:s3:eu-west-1:123456789012:service/shop/web',
    '',
    ...HOSTILE_TEXTS.map((text) => text.slice(0, 100)),
  ])('of %j is not known', (arn) => {
    expect(serviceConsoleUrl(arn)).toBeUndefined()
  })

  test('gets no more than names', () => {
    const url = serviceConsoleUrl('arn:aws:ecs:eu-west-1:123456789012:service/a?b#c/<d> e')
    expect(url).toContain('/clusters/a%3Fb%23c/services/%3Cd%3E%20e/health?region=eu-west-1')
  })
})
