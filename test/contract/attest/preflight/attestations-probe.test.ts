import { probeAttestations } from '@ci-kit/attest/preflight/attestations-probe'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { AttestationsSetup } from '../../../fakes/attestations-server.ts'
import { json } from '../../../fakes/github-reply.ts'
import { type Connected, connected } from '../store/connected.ts'

let open: Connected[] = []
afterEach(async () => {
  await Promise.all(open.map(({ server }) => server.close()))
  open = []
})

const probed = async (setup: AttestationsSetup, token?: string, server = 'https://github.com') => {
  const made = await connected(setup, token)
  open.push(made)
  const { answer } = await probeAttestations(made.writer, server)
  return { answer, server: made.server }
}

describe('the probe of the attestations API', () => {
  test('stores nothing where all is well', async () => {
    const { answer, server } = await probed({})
    expect(answer).toEqual({ kind: 'available' })
    expect(server.posts).toEqual([{}])
    expect(server.stored).toEqual([])
  })

  test('sees a missing permission', async () => {
    const { answer } = await probed({ mayWrite: false })
    expect(answer).toEqual({ kind: 'denied', reason: 'Resource not accessible by integration' })
  })

  test('sees a plan without the feature', async () => {
    const plan =
      'Feature not available for the octo organization. To enable this feature, please upgrade the billing plan, or make this repository public.'
    const { answer } = await probed({ plan })
    expect(answer).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('octo') })
  })

  test('a server that does not know the route does not have the feature', async () => {
    const fault = () => json({ message: 'Not Found' }, 404)
    const { answer } = await probed({ fault }, undefined, 'https://git.example.com')
    expect(answer).toMatchObject({ kind: 'unavailable' })
  })

  test.each([
    ['a fault', json({ message: 'x' }, 500)],
    ['another 403', json({ message: 'SAML enforcement' }, 403)],
    ['404 on GitHub itself', json({ message: 'Not Found' }, 404)],
    ['a success', json({ id: 1 }, 201)],
    ['a broken connection', 'break'],
  ] as const)('%s proves nothing', async (_, reply) => {
    const { answer } = await probed({ fault: () => reply })
    expect(answer).toEqual({ kind: 'unclear' })
  })

  test('a token that is not valid proves nothing about permissions', async () => {
    const { answer } = await probed({}, 'wrong')
    expect(answer).toEqual({ kind: 'unclear' })
  })
})
