import type { Log } from '@ci-kit/core/log'
import type { Outputs } from '@ci-kit/core/outputs'
import type { Summary } from '@ci-kit/core/summary'
import { collectRecords } from './collect.ts'
import { deployServices } from './deploy-services.ts'
import { factsIn } from './facts.ts'
import type { CollectInputs, Inputs } from './inputs.ts'
import type { ImageRecord } from './record.ts'
import type { RecordStore } from './record-store.ts'
import { recordLines, summaryOf } from './report.ts'
import type { ThisRun } from './this-run.ts'
import { writeRecord } from './write.ts'

export type Ports = {
  readonly log: Log
  readonly summary: Summary
  readonly run: ThisRun
  readonly records: RecordStore
}

/** Writes the record of one image, or reads those of all. Rejects with a `UserError` for whatever is in doubt. */
export const run = async (inputs: Inputs, ports: Ports): Promise<Outputs> => {
  if (inputs.mode === 'collect') return collect(inputs, ports)
  const { component, image, digest } = inputs
  const facts = await factsIn(inputs.facts)
  const record: ImageRecord = { component, image, digest, facts, ...ports.run }
  const name = await writeRecord(record, ports)
  return { 'artifact-name': name, images: '', digests: '', image: '', services: '', records: '' }
}

const collect = async (inputs: CollectInputs, ports: Ports): Promise<Outputs> => {
  const records = await collectRecords(inputs.expected, ports)
  for (const line of recordLines(records)) ports.log.info(line)
  if (inputs.summary) ports.summary.append(summaryOf(records))
  const byComponent = <T>(value: (record: ImageRecord) => T) =>
    Object.fromEntries(records.map((record) => [record.component, value(record)]))
  const images = byComponent(({ image }) => image)
  return {
    'artifact-name': '',
    images,
    digests: byComponent(({ digest }) => digest),
    image: records.length === 1 ? (records[0]?.image ?? '') : '',
    services: inputs.services === undefined ? '' : deployServices(inputs.services, images),
    records: byComponent(({ image, digest, facts, attempt, job }) => ({
      image,
      digest,
      facts,
      attempt,
      job,
    })),
  }
}
