import { visible } from '@ci-kit/core/log'
import { code, plain } from '@ci-kit/core/markdown'
import type { Assessed } from '../findings/assessed.ts'
import type { License } from '../findings/finding.ts'
import { severityRank } from '../findings/severity.ts'
import { limitedTable, type TableLimits } from './limited-table.ts'

const LONGEST_NAME = 80
const SHOWN_PACKAGES = 5

type Used = { readonly license: License; readonly failing: boolean }

/**
 * One row for each licence, the most restrictive first: how many packages and
 * files have it, and the first of them. '' when licences were not looked at.
 */
export const licencesTable = (findings: readonly Assessed[], limits: TableLimits): string => {
  const used = findings.flatMap(({ finding, failing, suppression }): Used[] =>
    finding.kind === 'license' && suppression === undefined ? [{ license: finding, failing }] : [],
  )
  const groups = [...Map.groupBy(used, ({ license }) => license.id).values()].toSorted(inOrder)
  return limitedTable(HEADER, groups, row, limits, 'licence')
}

const HEADER = ['Licence', 'Category', 'Used by', 'Packages and files', '']

const inOrder = (one: readonly Used[], other: readonly Used[]): number =>
  Number(denied(other)) - Number(denied(one)) ||
  rank(one) - rank(other) ||
  other.length - one.length

const denied = (group: readonly Used[]): boolean => group.some(({ failing }) => failing)

const rank = ([first]: readonly Used[]): number =>
  first === undefined ? 0 : severityRank(first.license.severity)

const row = (group: readonly Used[]): string[] => {
  const names = [
    ...new Set(group.map(({ license }) => license.packageName || license.file)),
  ].toSorted()
  const more = names.length - SHOWN_PACKAGES
  const shown = names.slice(0, SHOWN_PACKAGES).map((name) => code(visible(name, LONGEST_NAME)))
  const [first] = group
  return [
    plain(visible(first?.license.id ?? '', LONGEST_NAME)),
    plain(visible(first?.license.category ?? '', LONGEST_NAME)),
    String(names.length),
    `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    denied(group) ? '❌ denied' : '',
  ]
}
