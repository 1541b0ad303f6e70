import type { Piece, Sign } from './segment-syntax.ts'
import { type State, type States, states } from './states.ts'

/**
 * Where to go on: `empty` when nothing was consumed since the innermost
 * repetition began, `moved` otherwise. A repetition ends an empty round there
 * instead of starting over, so that no circle of states stands still.
 */
type Exits = { readonly empty: number; readonly moved: number }

/**
 * A matcher for one path segment whose time is the number of states times the
 * length of the name, whatever the pattern: every state is decided once for
 * every position, from the end of the name to its start. Nothing backtracks.
 */
export const segmentMatcher = (
  pieces: readonly Piece[],
): { readonly states: number; accepts(name: string): boolean } => {
  const built = states()
  const end = built.add({ does: 'end' })
  const start = sequence(built, pieces, { empty: end, moved: end }).empty
  const order = built.inOrder()
  return { states: order.length, accepts: (name) => accepts(order, start, name) }
}

const sequence = (to: States, pieces: readonly Piece[], exits: Exits): Exits =>
  pieces.reduceRight((next, piece) => entry(to, piece, next), exits)

const entry = (to: States, piece: Piece, exits: Exits): Exits => {
  if (piece.kind === 'group') return group(to, piece.sign, piece.alternatives, exits)
  if (piece.kind === 'run') return anything(to, exits)
  const accepts =
    piece.kind === 'one' ? piece.accepts : sameAs(piece.character.codePointAt(0) ?? Number.NaN)
  const one = to.add({ does: 'one', accepts, next: exits.moved })
  return { empty: one, moved: one }
}

const sameAs =
  (wanted: number) =>
  (codePoint: number): boolean =>
    codePoint === wanted

/** Any number of characters before the exits. */
const anything = (to: States, exits: Exits): Exits => {
  const moved = to.add({ does: 'run', next: exits.moved })
  if (exits.empty === exits.moved) return { empty: moved, moved }
  const some = to.add({ does: 'one', accepts: () => true, next: moved })
  return { empty: to.add({ does: 'either', next: [exits.empty, some] }), moved }
}

type Alternatives = readonly (readonly Piece[])[]

const group = (to: States, sign: Sign, alternatives: Alternatives, exits: Exits): Exits => {
  if (sign === '!') return anythingBut(to, alternatives, exits)
  if (sign === '*') return repeated(to, alternatives, exits)
  if (sign === '+') return oneOf(to, alternatives, repeated(to, alternatives, exits))
  const once = oneOf(to, alternatives, exits)
  return sign === '@' ? once : either(to, once, exits)
}

const oneOf = (to: States, alternatives: Alternatives, exits: Exits): Exits => {
  const entries = alternatives.map((pieces) => sequence(to, pieces, exits))
  return {
    empty: to.add({ does: 'either', next: entries.map(({ empty }) => empty) }),
    moved: to.add({ does: 'either', next: entries.map(({ moved }) => moved) }),
  }
}

const either = (to: States, one: Exits, other: Exits): Exits => ({
  empty: to.add({ does: 'either', next: [one.empty, other.empty] }),
  moved: to.add({ does: 'either', next: [one.moved, other.moved] }),
})

const repeated = (to: States, alternatives: Alternatives, exits: Exits): Exits => {
  const loop = to.reserve()
  const never = to.add({ does: 'never' })
  const round = oneOf(to, alternatives, { empty: never, moved: loop }).empty
  to.set(loop, { does: 'either', next: [exits.moved, round] })
  const empty = to.add({ does: 'either', next: [exits.empty, round] })
  return { empty, moved: loop }
}

/**
 * minimatch's meaning of `!(a)rest`: something before `rest`, unless `a` and
 * `rest` together reach the end of the name.
 */
const anythingBut = (to: States, alternatives: Alternatives, exits: Exits): Exits => {
  const rest = anything(to, exits)
  const excluded = oneOf(to, alternatives, exits)
  return {
    empty: to.add({ does: 'unless', excluded: excluded.empty, rest: rest.empty }),
    moved: to.add({ does: 'unless', excluded: excluded.moved, rest: rest.moved }),
  }
}

const accepts = (
  order: readonly (readonly [number, State])[],
  start: number,
  name: string,
): boolean => {
  const characters = [...name]
  let here = new Uint8Array(order.length)
  let after = new Uint8Array(order.length)
  for (let position = characters.length; position >= 0; position -= 1) {
    const codePoint = characters[position]?.codePointAt(0)
    for (const [index, state] of order) {
      here[index] = decided(state, index, codePoint, here, after) ? 1 : 0
    }
    ;[here, after] = [after, here]
  }
  return after[start] === 1
}

/** `codePoint` is undefined at the end of the name. */
const decided = (
  state: State,
  index: number,
  codePoint: number | undefined,
  here: Uint8Array,
  after: Uint8Array,
): boolean => {
  if (state.does === 'end') return codePoint === undefined
  if (state.does === 'never') return false
  if (state.does === 'either') return state.next.some((next) => here[next] === 1)
  if (state.does === 'unless') return here[state.excluded] === 0 && here[state.rest] === 1
  if (state.does === 'run')
    return here[state.next] === 1 || (codePoint !== undefined && after[index] === 1)
  return codePoint !== undefined && after[state.next] === 1 && state.accepts(codePoint)
}
