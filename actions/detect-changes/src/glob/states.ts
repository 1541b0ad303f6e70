import { UserError } from '@ci-kit/core/errors'
import type { CharacterTest } from './character-class.ts'

/** A state says, at each position of a name, whether the rest of the name is accepted from there. */
export type State =
  | { readonly does: 'end' }
  | { readonly does: 'never' }
  | { readonly does: 'one'; readonly accepts: CharacterTest; readonly next: number }
  /** Any number of characters, then `next`. */
  | { readonly does: 'run'; readonly next: number }
  | { readonly does: 'either'; readonly next: readonly number[] }
  /** Accepts what `rest` accepts, unless `excluded` accepts it. */
  | { readonly does: 'unless'; readonly excluded: number; readonly rest: number }

/** Above this a pattern is refused: nested repetitions multiply states. */
const MAX_STATES = 5_000

/** The growing list of states of one matcher. */
export type States = {
  add(state: State): number
  /** Makes room for a state that loops back to itself; fill it with `set`. */
  reserve(): number
  set(index: number, state: State): void
  /** All states with those first that others depend on at the same position. */
  inOrder(): readonly (readonly [number, State])[]
}

export const states = (): States => {
  const all: State[] = []
  const add = (state: State): number => {
    if (all.length === MAX_STATES) throw new UserError('its groups are too many to match quickly')
    return all.push(state) - 1
  }
  return {
    add,
    reserve: () => add({ does: 'never' }),
    set: (index, state) => {
      all[index] = state
    },
    inOrder: () => sorted(all),
  }
}

/** Depth first along the steps that consume no character; the construction leaves no circle of those. */
const sorted = (all: readonly State[]): readonly (readonly [number, State])[] => {
  const order: (readonly [number, State])[] = []
  const seen = new Set<number>()
  const visit = (index: number): void => {
    const state = all[index]
    if (state === undefined || seen.has(index)) return
    seen.add(index)
    for (const next of dependencies(state)) visit(next)
    order.push([index, state])
  }
  for (const index of all.keys()) visit(index)
  return order
}

const dependencies = (state: State): readonly number[] => {
  if (state.does === 'run') return [state.next]
  if (state.does === 'either') return state.next
  return state.does === 'unless' ? [state.excluded, state.rest] : []
}
