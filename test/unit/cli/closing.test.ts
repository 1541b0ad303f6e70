import { lookAround } from '@ci-kit/cli/demo/closing'
import { expect, test } from '@jest/globals'

const left = {
  registry: '127.0.0.1:5000',
  folder: '/tmp/demo',
  bases: {},
  trust: undefined,
  builder: { PATH: '/builder/bin:/usr/bin' },
  processes: [1, 2],
}

test('what was kept tells how to verify what was signed', () => {
  const trust = {
    trustedRoot: '/tmp/demo/sigstore/trusted-root.json',
    signer: 'acme/shop/.github/workflows/ci.yml@refs/heads/main',
    images: ['127.0.0.1:5000/acme/shop/api@sha256:aa', '127.0.0.1:5000/acme/shop/web@sha256:bb'],
  }
  expect(lookAround({ ...left, trust }).split('\n')).toContain(
    `  npx ci-kit verify ${trust.images[0]} --signer-workflow ${trust.signer} --trusted-root ${trust.trustedRoot} --evidence registry`,
  )
})

test('nothing is told of verifying when nothing was signed', () => {
  expect(lookAround(left)).not.toContain('verify')
  expect(lookAround(left)).toContain('kill 1 2; rm -r /tmp/demo')
})
