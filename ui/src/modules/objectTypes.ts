import { type Component, defineAsyncComponent, defineComponent, h } from 'vue'

import LoadingState from '@/components/ui/LoadingState.vue'
import type { ListKind, Page, RowKind } from '@/platform/bindings'

import appliance from './appliance/manifest'
import folder from './folder/manifest'
import group from './group/manifest'
import host from './host/manifest'
import network from './network/manifest'
import { LISTS, type ObjectType, type Tab } from './objectType'
import orchestra from './orchestra/manifest'
import pool from './pool/manifest'
import query from './query/manifest'
import schedule from './schedule/manifest'
import snapshot from './snapshot/manifest'
import sr from './sr/manifest'
import template from './template/manifest'
import value from './value/manifest'
import vm from './vm/manifest'

/** Every type of object. A type of the engine's without a manifest does not pass the type check. */
export const OBJECT_TYPES: Readonly<Record<RowKind, ObjectType>> = {
  orchestra,
  pool,
  host,
  vm,
  template,
  snapshot,
  sr,
  network,
  appliance,
  schedule,
  group,
  value,
  folder,
  query,
}

/** A tab that a page shows. */
export interface ShownTab {
  id: string
  /** The key of its word; none where it is a list, which is called by what it holds and whose it is. */
  label?: string
  list?: ListKind
  component: Component
}

const LIST_TAB: Pick<Tab, 'load'> = { load: () => import('./object/ListTab.vue') }
/** Lists that no type shows as a table alone. */
const LIST_TABS: Partial<Record<ListKind, Pick<Tab, 'load'>>> = {
  messages: { load: () => import('./message/MessagesTab.vue') },
}
const components = new Map<Pick<Tab, 'load'>, Component>()

/** Shown while a tab's code is loaded; what the tab is given is not for it. */
const Loading = defineComponent({ inheritAttrs: false, setup: () => () => h(LoadingState) })

/** The tab's component, made once: whoever shows it again need not wait for it. */
function componentOf(tab: Pick<Tab, 'load'>): Component {
  const made = components.get(tab) ?? defineAsyncComponent({ loader: tab.load, loadingComponent: Loading })
  components.set(tab, made)
  return made
}

/** The tabs of an object's page, in their order. */
export function tabsOf(page: Page): ShownTab[] {
  const { tabs, lists } = OBJECT_TYPES[page.kind]
  return tabs.flatMap((tab): ShownTab[] => {
    if (tab === LISTS) return page.lists.map((list) => ({ id: list, list, component: componentOf(lists?.[list] ?? LIST_TABS[list] ?? LIST_TAB) }))
    if (tab.isShown && !tab.isShown(page)) return []
    return [{ id: tab.id, label: tab.label, component: componentOf(tab) }]
  })
}

/** Loads the code of all tabs, so that the first look at one does not wait for it. */
export async function preloadTabs(): Promise<void> {
  const tabs = Object.values(OBJECT_TYPES).flatMap(({ tabs: some, lists }) => [
    ...some.filter((tab) => tab !== LISTS),
    ...Object.values(lists ?? {}),
  ])
  await Promise.all([LIST_TAB, ...Object.values(LIST_TABS), ...tabs].map((tab) => tab.load()))
}
