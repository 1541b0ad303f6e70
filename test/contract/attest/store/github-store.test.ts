import { githubStore } from '@ci-kit/attest/store/github-store'
import { readBack } from '@ci-kit/attest/store/read-back'
import { isObject } from '@ci-kit/core/json'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { AttestationsSetup } from '../../../fakes/attestations-server.ts'
import { json } from '../../../fakes/github-reply.ts'
import { digestFor, sampleBundle } from '../../../unit/attest/store/stored-samples.ts'
import { type Connected, connected } from './connected.ts'

const PLACE = { serverUrl: 'https://github.com/', repository: 'octo/shop' }
const subject = digestFor('shop.tar.gz')
const bundle = sampleBundle([{ name: 'shop.tar.gz', digest: subject }])

let open: Connected[] = []
afterEach(async () => {
  await Promise.all(open.map(({ server }) => server.close()))
  open = []
})

const start = async (setup: AttestationsSetup = {}, token?: string): Promise<Connected> => {
  const made = await connected(setup, token)
  open.push(made)
  return made
}

describe('storing on GitHub', () => {
  test('sends the bundle and answers its id and page', async () => {
    const { writer, server } = await start()
    await expect(githubStore(writer, PLACE).store(bundle)).resolves.toEqual({
      id: '4711',
      url: 'https://github.com/octo/shop/attestations/4711',
    })
    expect(server.posts).toEqual([{ bundle: JSON.parse(Buffer.from(bundle).toString()) }])
  })

  test('a missing permission is an error with the YAML', async () => {
    const { writer, waits } = await start({ mayWrite: false })
    await expect(githubStore(writer, PLACE).store(bundle)).rejects.toThrow(
      /403.*Resource not accessible by integration[\s\S]*permissions:\n {2}attestations: write/,
    )
    expect(waits).toEqual([])
  })

  test.each([400, 403, 404, 422])(
    'a plan without the feature is no error, status %d',
    async (planStatus) => {
      const plan =
        'Feature not available for user-owned private repositories. To enable this feature, please make this repository public.'
      const { writer } = await start({ plan, planStatus })
      await expect(githubStore(writer, PLACE).store(bundle)).resolves.toEqual({
        unavailable: `GitHub says: "${plan.slice(0, -1)}"`,
      })
    },
  )

  test('a fault that passes is tried again', async () => {
    const { writer, server, waits } = await start({
      fault: (count) => (count === 1 ? json({ message: 'Server Error' }, 502) : undefined),
    })
    await expect(githubStore(writer, PLACE).store(bundle)).resolves.toMatchObject({ id: '4711' })
    expect(server.stored).toHaveLength(1)
    expect(waits).toHaveLength(1)
  })

  test('a lost answer is asked for again', async () => {
    const { writer, server } = await start({
      fault: (count) => (count === 1 ? 'break' : undefined),
    })
    await expect(githubStore(writer, PLACE).store(bundle)).resolves.toMatchObject({ id: '4711' })
    expect(server.posts).toHaveLength(2)
  })

  test('a rate limit is waited for', async () => {
    const limited = json({ message: 'API rate limit exceeded' }, 403)
    const { writer, waits } = await start({
      fault: (count) =>
        count === 1
          ? { ...limited, headers: { ...limited.headers, 'retry-after': '7' } }
          : undefined,
    })
    await expect(githubStore(writer, PLACE).store(bundle)).resolves.toMatchObject({ id: '4711' })
    expect(waits).toEqual([7_000])
  })

  test('a fault that stays is bounded and told', async () => {
    const { writer, server } = await start({ fault: () => json({ message: 'Server Error' }, 500) })
    await expect(githubStore(writer, PLACE).store(bundle)).rejects.toThrow(
      'GitHub answered 500 to the storage of an attestation: Server Error.',
    )
    expect(server.posts).toHaveLength(3)
  })

  test('a large bundle that GitHub cannot take is told by its size', async () => {
    const { writer } = await start({ fault: () => json({ message: 'Server Error' }, 500) })
    const large = Buffer.from(JSON.stringify({ padding: 'x'.repeat(9 * 1024 * 1024) }))
    await expect(githubStore(writer, PLACE).store(large)).rejects.toThrow(/16 MB.*store: registry/)
  })

  test('a bad token names the input', async () => {
    const { writer } = await start({}, 'wrong')
    await expect(githubStore(writer, PLACE).store(bundle)).rejects.toThrow("input 'github-token'")
  })

  test.each([{}, { id: '../x' }, { id: -1 }, { id: null }])(
    'an answer without an id, %j',
    async (answer) => {
      const { writer } = await start({ fault: () => json(answer, 201) })
      await expect(githubStore(writer, PLACE).store(bundle)).rejects.toThrow(
        'without naming its id',
      )
    },
  )

  test('what is listed later is waited for', async () => {
    const { writer, server, clock, waits } = await start({ lag: 3 })
    await githubStore(writer, PLACE).store(bundle)
    const find = async (digest: string) => {
      const answer = await fetch(`${server.url}/repos/octo/shop/attestations/${digest}`, {
        headers: { authorization: 'token t0ken' },
      })
      const data: unknown = answer.status === 200 ? await answer.json() : {}
      const list: unknown = isObject(data) ? data.attestations : []
      const found: readonly unknown[] = Array.isArray(list) ? list : []
      const bundles = found.map((each) => (isObject(each) ? each.bundle : undefined))
      return {
        attachments: bundles.map((each) => ({
          where: 'x',
          bundle: Buffer.from(JSON.stringify(each)),
        })),
        ignored: [],
      }
    }
    const expected = { subject, predicateTypes: [], bundles: [bundle] }
    const cancellation = new AbortController().signal
    await readBack({ name: 'GitHub', find }, expected, { clock, cancellation })
    expect(waits).toEqual([250, 500, 1000])
  })
})
