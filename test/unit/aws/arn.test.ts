import { parseArn } from '@ci-kit/aws/arn'
import { expect, test } from '@jest/globals'

test.each([
  [
    'arn:aws-cn:ecs:cn-north-1:123456789012:service/main/web',
    ['aws-cn', 'ecs', 'cn-north-1', '123456789012', 'service/main/web'],
  ],
  ['arn:aws:iam::123456789012:role/a', ['aws', 'iam', '', '123456789012', 'role/a']],
  ['arn:aws:ssm:eu-west-1:1:parameter/a:b', ['aws', 'ssm', 'eu-west-1', '1', 'parameter/a:b']],
  ['arn:aws:s3:::bucket', ['aws', 's3', '', '', 'bucket']],
])('%s', (text, [partition, service, region, account, resource]) => {
  expect(parseArn(text)).toEqual({ partition, service, region, account, resource })
})

test.each([
  '',
  'web',
  'arn:aws:ecs:eu-west-1:1',
  'arn:aws:ecs:eu-west-1:1:',
  'arn:aws:e:r:1:a b',
  'arn::e:r:1:x',
])('%j is none', (text) => {
  expect(parseArn(text)).toBeUndefined()
})
