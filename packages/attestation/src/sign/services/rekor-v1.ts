import { parseObject } from '@ci-kit/oci/json'
import { envelopeToJSON } from '@sigstore/bundle'
import { endpoint } from './endpoint.ts'
import { type Answer, ask } from './exchange.ts'
import { entryFrom } from './rekor-v1-entry.ts'
import { type Connection, oddAnswer, type Service } from './service.ts'
import type { Envelope, LogClient } from './transparency-log.ts'

/** A log by Rekor's first API (sigstore/rekor, openapi.yaml), with entries of the kind `dsse`. */
export const rekorV1 = (service: Service, connection: Connection): LogClient => ({
  append: async (envelope, certificate) => {
    const created = await ask(connection, service, {
      method: 'POST',
      url: endpoint(service.url, 'api/v1/log/entries'),
      headers: { accept: 'application/json' },
      body: proposedEntry(envelope, certificate),
      expect: [200, 201, 409],
    })
    // An earlier attempt whose answer was lost has done it.
    const answer = created.status === 409 ? await existing(service, connection, created) : created
    return entryFrom(service, parseObject(answer.body))
  },
})

const proposedEntry = (envelope: Envelope, certificate: string) => ({
  apiVersion: '0.0.1',
  kind: 'dsse',
  spec: {
    proposedContent: {
      envelope: JSON.stringify(envelopeToJSON(envelope)),
      verifiers: [Buffer.from(certificate).toString('base64')],
    },
  },
})

/** Only the name of the entry is taken from the answer, never the host. */
const existing = (service: Service, connection: Connection, conflict: Answer): Promise<Answer> => {
  const location = conflict.header('location') ?? ''
  const [, uuid] = /\/([0-9a-f]{64,128})$/.exec(location) ?? []
  if (uuid === undefined)
    throw oddAnswer(service, '409 says that the entry is there already, but not where')
  return ask(connection, service, {
    method: 'GET',
    url: endpoint(service.url, `api/v1/log/entries/${uuid}`),
    headers: { accept: 'application/json' },
    expect: [200],
  })
}
