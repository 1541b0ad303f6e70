import type { Chapter } from './chapter.ts'
import type { Place } from './job.ts'
import { pushEvent } from './push-event.ts'
import type { Commit, ShopRepository } from './shop-repository.ts'
import { type Telling, tell } from './tell.ts'
import { runWorkflow } from './workflow.ts'

/** One push to the shop. */
type ShopChapter = Chapter & {
  /** Changes the working tree; none when the last push is run again. */
  readonly edit?: (shop: ShopRepository) => void
  readonly message?: string
}

const ALL = ['api', 'web', 'worker']
const STEPS = { api: 11, web: 9, worker: 10 }
/** What nothing selects has no outcome that could be another one. */
const COMMON = { skip: 'auto', outcome: 'built', steps: STEPS } as const

export const SHOP_STORY: readonly ShopChapter[] = [
  { ...COMMON, title: 'first push', edit: () => {}, message: 'Open the shop', selected: ALL },
  { ...COMMON, title: 'run again, nothing changed', selected: ALL, outcome: 'unchanged' },
  { ...COMMON, title: 'built all the same', selected: ALL, skip: 'never', outcome: 'cached' },
  {
    ...COMMON,
    title: 'one line in libs/shared',
    edit: (shop) => shop.replace('libs/shared/catalogue.ts', "'Mug, 0.3 l'", "'Mug, 0.35 l'"),
    message: 'Sell a bigger mug',
    selected: ['api', 'web'],
  },
  {
    ...COMMON,
    title: 'docs only',
    edit: (shop) => shop.append('docs/ordering.md', '\nPieces can be sent back for 30 days.\n'),
    message: 'Tell how to send things back',
    selected: [],
  },
]

/** Pushes to the shop and runs its workflow for each push. */
export const tellShop = (
  place: Place,
  shop: ShopRepository,
  say: (line: string) => void,
): Promise<Telling> => {
  const play = async (chapter: ShopChapter) =>
    runWorkflow(place, pushEvent(await pushed(chapter, shop)), chapter.skip)
  return tell(SHOP_STORY, play, say, 1)
}

/** Without an edit the last push is run again. */
const pushed = async (
  { edit, message, title }: ShopChapter,
  shop: ShopRepository,
): Promise<Commit> => {
  if (!edit) return shop.head()
  edit(shop)
  return shop.commit(message ?? title)
}
