import { UserError } from '@ci-kit/core/errors'
import { isObject, type Json, jsonIn, stringAt } from '@ci-kit/core/json'
import { type Settings, settingsIn } from './settings/settings.ts'

/** A component that detect-changes selected. */
export type Selected = {
  readonly component: string
  /** Its folder from the root, '' when it has none. */
  readonly path: string
  readonly settings: Settings
}

/** As many as one matrix of detect-changes holds: the next ones would be in `matrix-2`. */
const MATRIX_ROWS = 256

const ORIGIN = "Input 'matrix'"
const ADVICE = "Pass output 'matrix' of detect-changes as it is"

/** Reads input `matrix`; throws {@link UserError}. */
export const selectedIn = (text: string): readonly Selected[] => {
  const matrix = jsonIn(text)
  const rows: unknown = isObject(matrix) ? matrix.include : undefined
  if (!Array.isArray(rows) || !rows.every(isObject)) {
    throw new UserError(`${ORIGIN} is no matrix: a JSON object with a list 'include'. ${ADVICE}.`)
  }
  if (rows.length >= MATRIX_ROWS) {
    throw new UserError(
      `${ORIGIN} is full: it holds ${rows.length} components, and there may be more in 'matrix-2', which a pipeline does not build. Let some folders share a component, so that fewer than ${MATRIX_ROWS} are selected.`,
    )
  }
  const selected = rows.map(componentIn)
  const names = selected.map(({ component }) => component)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice === undefined) return selected
  throw new UserError(`${ORIGIN} holds component '${twice}' twice. ${ADVICE}.`)
}

/** As detect-changes allows them. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,199}$/

const componentIn = (row: Json): Selected => {
  const component = stringAt(row, 'component')
  if (component === undefined || !NAME.test(component)) {
    throw new UserError(`${ORIGIN} holds a row without the name of a component. ${ADVICE}.`)
  }
  const place = { origin: ORIGIN, component, members: [], lineOf: () => undefined }
  return { component, path: folderIn(row), settings: settingsIn(row, place) }
}

const folderIn = (row: Json): string => {
  const path = stringAt(row, 'path') ?? ''
  const parts = path.split('/')
  if (!path.startsWith('/') && !parts.includes('..') && !/\p{Cc}/u.test(path)) return path
  throw new UserError(`${ORIGIN} holds a path that is not inside of the repository. ${ADVICE}.`)
}
