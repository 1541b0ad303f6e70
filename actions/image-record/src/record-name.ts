import { COMPONENT } from './component.ts'

/** What the name of an artifact with a record says. */
export type RecordName = { readonly component: string; readonly attempt: number }

/**
 * How many artifacts one attempt may have for a component. The second one is
 * for a name that is taken though its artifact never became whole, as when the
 * answer to its creation was lost.
 */
export const MOST_COPIES = 3

/** `image-api-1.json`, then `image-api-1.2.json`: a component's name holds no dot. */
export const recordName = ({ component, attempt }: RecordName, copy: number): string =>
  `image-${component}-${attempt}${copy === 1 ? '' : `.${copy}`}.json`

/** Undefined for the name of any other artifact. */
export const parseRecordName = (name: string): RecordName | undefined => {
  const [, component = '', attempt] =
    /^image-(.+)-([1-9]\d{0,5})(?:\.[23])?\.json$/.exec(name) ?? []
  return COMPONENT.test(component) ? { component, attempt: Number(attempt) } : undefined
}
