import { createPublicKey } from 'node:crypto'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { certificateExtensions } from '@ci-kit/local-sigstore/certificate-extensions'
import { base64 } from '@ci-kit/local-sigstore/digests'
import {
  type HttpService,
  json,
  type ServiceHandler,
  serve,
} from '@ci-kit/local-sigstore/http-service'
import { pemOf } from '@ci-kit/local-sigstore/log-bodies'
import { GITHUB_ISSUER } from '@ci-kit/local-sigstore/sigstore'
import type { LocalSigstore } from '@ci-kit/local-sigstore/start-local-sigstore'
import { afterEach } from '@jest/globals'

const SERVER = 'https://github.com'

/** Services in the place of the real ones, which end with the test. Call it at the top of a file of tests. */
export const hostileServices = (sigstore: () => LocalSigstore) => {
  let running: HttpService[] = []
  afterEach(async () => {
    await Promise.all(running.map((service) => service.close()))
    running = []
  })
  const started = async (handler: ServiceHandler): Promise<string> => {
    const service = await serve(handler)
    running.push(service)
    return service.url
  }
  return {
    started,
    /** A token service that answers this. Answers the variables of the job. */
    tokenService: async (token: string) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${await started(async () => json(200, { value: token }))}/token`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
    }),
    /** A Fulcio that everybody trusts, and that certifies these claims whatever the token says. */
    certifying: (claims: Json) =>
      started(async ({ body }) => {
        const request: unknown = JSON.parse(body.toString())
        const asked = objectAt(isObject(request) ? request : undefined, 'publicKeyRequest')
        const key = createPublicKey(stringAt(objectAt(asked, 'publicKey'), 'content') ?? '')
        const certificate = await sigstore().services.authority.issueCertificate({
          publicKey: key.export({ format: 'der', type: 'spki' }),
          subjectAltName: encodeURI(`${SERVER}/${stringAt(claims, 'job_workflow_ref')}`),
          extensions: certificateExtensions({ iss: GITHUB_ISSUER, ...claims }, SERVER),
        })
        return json(200, {
          signedCertificateEmbeddedSct: { chain: { certificates: [pemOf(base64(certificate))] } },
        })
      }),
  }
}
