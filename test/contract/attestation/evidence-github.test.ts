import { githubEvidence } from '@ci-kit/attestation/evidence/github-evidence'
import { type GitHubApi, type GitHubQuestion, GitHubRefusal } from '@ci-kit/core/github'
import { describe, expect, test } from '@jest/globals'
import { PREDICATE_TYPE, SUBJECT } from './bundles.ts'

const bundleOf = (predicateType: string, more = {}) => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  dsseEnvelope: { payload: Buffer.from(JSON.stringify({ predicateType })).toString('base64') },
  ...more,
})
const BUNDLE = bundleOf(PREDICATE_TYPE)
const TYPES = [PREDICATE_TYPE]

type Page = { readonly attestations?: unknown; readonly link?: string }

const refusal = (status: number | undefined) =>
  new GitHubRefusal(`GitHub answered ${status}.`, {
    status,
    reason: 'Not Found',
    rateLimited: false,
  })

/** GitHub's API with pages of attestations, or refusals in their place. */
const apiOf = (pages: readonly (Page | Error)[], languages?: Error) => {
  const questions: GitHubQuestion[] = []
  const api: GitHubApi = {
    get: async (question) => {
      if (question.route === 'languages') {
        if (languages !== undefined) throw languages
        return { data: {}, headers: {} }
      }
      const page = pages[questions.length]
      questions.push(question)
      if (page === undefined || page instanceof Error) throw page ?? new Error('no such page')
      const { link, ...data } = page
      return { data, headers: link === undefined ? {} : { link } }
    },
  }
  return { api, questions }
}

const next = (after: string) =>
  `<https://api.github.com/repositories/1/attestations/x?per_page=100&after=${after}>; rel="next"`

const unused = async () => {
  throw new Error('nothing is to be downloaded')
}

describe('the attestations that GitHub keeps', () => {
  test('are found inline, on all pages', async () => {
    const { api, questions } = apiOf([
      { attestations: [{ bundle: BUNDLE }, { bundle: bundleOf('other') }], link: next('a%3D%3D') },
      { attestations: [{ bundle: BUNDLE }] },
    ])
    const source = githubEvidence(api, unused)
    const { attachments, ignored } = await source.find(SUBJECT, TYPES)
    expect(source.name).toBe('GitHub')
    expect(attachments.map(({ where }) => where)).toEqual(['github 1', 'github 3'])
    expect(JSON.parse(Buffer.from(attachments[0]?.bundle ?? []).toString())).toEqual(BUNDLE)
    expect(ignored).toEqual([])
    expect(questions.map(({ parameters }) => parameters)).toEqual([
      { subject_digest: SUBJECT, per_page: 100, predicate_type: PREDICATE_TYPE },
      { subject_digest: SUBJECT, per_page: 100, predicate_type: PREDICATE_TYPE, after: 'a==' },
    ])
    expect(questions[0]?.permissions).toEqual(['attestations: read'])
  })

  test('are downloaded where the listing has addresses', async () => {
    const { api } = apiOf([
      { attestations: [{ bundle: null, bundle_url: 'https://storage.test/1' }] },
    ])
    const download = async (url: string) => Buffer.from(JSON.stringify({ ...BUNDLE, url }))
    const { attachments } = await githubEvidence(api, download).find(SUBJECT, TYPES)
    expect(Buffer.from(attachments[0]?.bundle ?? []).toString()).toContain('https://storage.test/1')
  })

  test('are unknown when one of them cannot be downloaded', async () => {
    const { api } = apiOf([
      { attestations: [{ bundle: BUNDLE }, { bundle_url: 'https://storage.test/1' }] },
    ])
    await expect(githubEvidence(api, unused).find(SUBJECT, TYPES)).rejects.toThrow(/downloaded/)
  })

  test('of several types are asked for without a filter', async () => {
    const { api, questions } = apiOf([{ attestations: [] }])
    expect(await githubEvidence(api, unused).find(SUBJECT, ['a', 'b'])).toEqual({
      attachments: [],
      ignored: [],
    })
    expect(questions[0]?.parameters).not.toHaveProperty('predicate_type')
  })

  test('above a thousand are told and not looked at', async () => {
    const attestations = Array.from({ length: 100 }, () => ({ bundle: BUNDLE }))
    const { api } = apiOf(Array.from({ length: 11 }, () => ({ attestations, link: next('b') })))
    const { attachments, ignored } = await githubEvidence(api, unused).find(SUBJECT, TYPES)
    expect(attachments).toHaveLength(1_000)
    expect(ignored).toEqual([{ what: SUBJECT, reason: expect.stringMatching(/more than 1000/) }])
  })

  test('are none when GitHub says 404 in a repository that can be read', async () => {
    const { api } = apiOf([refusal(404)])
    const { attachments } = await githubEvidence(api, unused).find(SUBJECT, TYPES)
    expect(attachments).toEqual([])
  })

  test('are unknown when the repository cannot be read either', async () => {
    const { api } = apiOf([refusal(404)], refusal(404))
    await expect(githubEvidence(api, unused).find(SUBJECT, TYPES)).rejects.toThrow(
      /404 for the repository itself.*attestations: read/,
    )
  })

  test.each<[string, Page | Error, Error | undefined, RegExp]>([
    ['a refusal', refusal(403), undefined, /answered 403/],
    ['no answer', refusal(undefined), undefined, /answered undefined/],
    ['a refusal of the second question', refusal(404), refusal(500), /answered 500/],
    ['no list', {}, undefined, /no list of attestations/],
    ['a list of something else', { attestations: ['x'] }, undefined, /an entry that is no object/],
    [
      'an entry without a bundle',
      { attestations: [{ bundle: null }] },
      undefined,
      /without bundle/,
    ],
    [
      'a next page that cannot be asked for',
      { attestations: [], link: '<https://x.test/?page=2>; rel="next"' },
      undefined,
      /without a cursor/,
    ],
  ])('are unknown after %s', async (_what, page, languages, says) => {
    const { api } = apiOf([page], languages)
    await expect(githubEvidence(api, unused).find(SUBJECT, TYPES)).rejects.toThrow(says)
  })

  test('are unknown when a page behind the first is missing', async () => {
    const { api } = apiOf([{ attestations: [], link: next('a') }, refusal(404)])
    await expect(githubEvidence(api, unused).find(SUBJECT, TYPES)).rejects.toThrow(/answered 404/)
  })
})
