import { wantedIn } from '@ci-kit/rollback/choose/wanted'
import { expect, test } from '@jest/globals'
import { digest, serviceArn } from './fake-ecs.ts'

const reading = (text: string) => wantedIn({ read: () => text, mask: () => {} })
const arn = serviceArn('web').replace(':service/', ':service-deployment/')

test.each([
  ['', { kind: 'back', steps: 1 }],
  ['previous', { kind: 'back', steps: 1 }],
  ['1', { kind: 'back', steps: 1 }],
  ['12', { kind: 'back', steps: 12 }],
])("'%s' is so many releases back", (text, wanted) => {
  expect(reading(text)).toEqual(wanted)
})

test.each([
  'a1b2c3d',
  'a'.repeat(40),
  digest('a'),
  'sha256:0123456789ab',
  `${arn}/NCWGC2ZR-taawPAYrIaU5`,
  'NCWGC2ZR-taawPAYrIaU5',
  '2345678901',
  'shop:12',
])("'%s' is a name", (name) => {
  expect(reading(name)).toEqual({ kind: 'named', name })
})

test.each(['0', '-1', 'a1b2c3', 'sha256:abc', 'last week', 'main', '../x', 'arn:aws:s3:::x'])(
  "'%s' is refused",
  (text) => {
    expect(() => reading(text)).toThrow(`Input 'to' is '${text}'. Use 'previous'`)
  },
)
