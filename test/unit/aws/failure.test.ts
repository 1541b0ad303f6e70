import { failureOf } from '@ci-kit/aws/failure'
import { expect, test } from '@jest/globals'

test('what AWS repeats of a signed request, session token included, is in no message', () => {
  const told = Object.assign(
    new Error(
      `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nhost:ecs.eu-west-1.amazonaws.com\nx-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE\n\nhost;x-amz-security-token\nabc'`,
    ),
    { name: 'InvalidSignatureException', $metadata: { httpStatusCode: 403 } },
  )
  const { reason } = failureOf(told)
  expect(reason).toMatch(/^The request signature we calculated does not match .* for details\.$/)
  expect(reason).not.toContain('IQoJ')
})

test.each([
  ['x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE', 'x-amz-security-token:***'],
  ['X-Amz-Security-Token=IQoJb3%2FEXAMPLE&X-Amz-Date=1', 'X-Amz-Security-Token=***&X-Amz-Date=1'],
])('%s', (text, shown) => {
  expect(failureOf(new Error(text)).reason).toBe(shown)
})
