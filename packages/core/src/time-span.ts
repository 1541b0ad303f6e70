const MINUTE = 60_000
const UNITS = new Map([
  ['m', MINUTE],
  ['h', 60 * MINUTE],
  ['d', 24 * 60 * MINUTE],
  ['w', 7 * 24 * 60 * MINUTE],
])

/** Milliseconds of a span such as `90m`, `12h`, `30d` or `2w`; undefined for other texts, and for none at all. */
export const timeSpan = (text: string): number | undefined => {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([mhdw])$/.exec(text) ?? []
  const factor = UNITS.get(unit)
  return factor === undefined ? undefined : Number(count) * factor
}
