import { updatedText } from '../database/age.ts'
import type { Database } from '../database/database.ts'
import type { Inputs } from '../inputs.ts'
import type { Prepared } from '../prepare.ts'
import { sarifFiles } from '../report/sarif.ts'
import { assessArtifact } from './assess-artifact.ts'
import { type Result, resultOf } from './result.ts'
import { type Checkout, categoryOf, sarifSource } from './sarif-source.ts'
import type { ScannedArtifact } from './scan-artifacts.ts'

/** Applies the policy to what was scanned. An artifact of which nothing could be scanned has no result. */
export const makeResults = (
  all: readonly ScannedArtifact[],
  { targets, reports }: Inputs,
  { policy, dockerfile, trivy, database }: Prepared,
  { now, ...checkout }: Checkout & { now(): number },
): readonly Result[] => {
  const scanned = all.filter(({ parts }) => parts.length > 0)
  const source = sarifSource(targets, dockerfile, checkout)
  const rules = {
    expired: policy.expired,
    database: database ? databaseSentence(database, now()) : '',
  }
  return scanned.map((one) => {
    const subject = assessArtifact(one, policy.rules)
    const category = categoryOf(reports.category, targets, one.artifact.name)
    const sarif = sarifFiles(subject, {
      source,
      trivyVersion: trivy.version,
      category,
    })
    return resultOf(one, subject, sarif, rules)
  })
}

const databaseSentence = ({ updatedAt, repository }: Database, now: number): string =>
  `Vulnerability database of ${repository}, ${updatedText(updatedAt, now)}.`
