import { messageOf } from '@ci-kit/core/errors'
import type { Log } from '@ci-kit/core/log'
import type { Ledger, RecordEnd, ReleaseRecord } from '@ci-kit/ecs/ledger/ledger'
import type { ServiceDeployment } from '@ci-kit/ecs/model/service-deployment'

/** What is recorded of a service, but for what is only known once its deployment was found. */
export type RecordDraft = Omit<ReleaseRecord, 'serviceDeployment' | 'serviceRevision'>

/** Writes releases into the ledger. A ledger that cannot be written fails no deployment: that is told, once. */
export type Recorder = {
  /** Opens the record of a service; a second call for the same service is ignored. */
  begin(draft: RecordDraft, found: ServiceDeployment | undefined): void
  /** Its id once it is written, '' where there is none. */
  id(service: string): Promise<string>
  /** Ends it; answers its id, '' where there is none. */
  end(service: string, end: Omit<RecordEnd, 'logUrl' | 'environmentUrl'>): Promise<string>
}

export type RecorderLinks = Pick<RecordEnd, 'logUrl' | 'environmentUrl'>

/** `service` is its ARN everywhere. */
export const recorder = (
  ledger: Ledger | undefined,
  links: RecorderLinks,
  log: Pick<Log, 'warning'>,
): Recorder => {
  const records = new Map<string, Promise<string>>()
  let isTold = false
  const unwritten = (thrown: unknown): '' => {
    if (!isTold)
      log.warning(
        `The release could not be recorded, so a rollback will know of it by what ECS remembers only. ${messageOf(thrown)}`,
      )
    isTold = true
    return ''
  }
  return {
    begin: (draft, found) => {
      if (ledger === undefined || records.has(draft.service)) return
      const record = {
        ...draft,
        serviceDeployment: found?.arn,
        serviceRevision: found?.target?.arn,
      }
      records.set(draft.service, ledger.begin(record, links).catch(unwritten))
    },
    id: async (service) => (await records.get(service)) ?? '',
    end: async (service, end) => {
      const id = (await records.get(service)) ?? ''
      if (ledger === undefined || id === '') return ''
      await ledger.end(id, { ...end, ...links }).catch(unwritten)
      return id
    },
  }
}
