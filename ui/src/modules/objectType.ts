import type { Component } from 'vue'

import type { ListKind, Page } from '@/platform/bindings'

/** What a tab's component is given. */
export interface TabProps {
  page: Page
  /** The list that it shows, where it stands for one of the page's lists. */
  list?: ListKind
}

/** A tab of an object's page. */
export interface Tab {
  /** Its name in addresses and settings; no other tab of the type has it. */
  id: string
  /** The key of its word. */
  label: string
  /**
   * Loads its component, which takes `TabProps`. Not a plain import: tabs show icons and links of other
   * types, so that the map of types would be a part of itself.
   */
  load: () => Promise<{ default: Component }>
  /** Whether this object has it; by default each of the type has. */
  isShown?(page: Page): boolean
}

/** What the window knows of a type of objects that is not told by the engine. */
export interface ObjectType {
  icon: Component
  /** The list in which objects of the type stand beside each other; null where there is none. */
  list: ListKind | null
  /**
   * The fields that answer the first question about such an object, in the order of reading. Of those joined
   * by a bar, the first that there is.
   */
  facts: readonly string[]
  /** The lists whose first objects stand on its first page. */
  blocks?: readonly ListKind[]
  /** Lists that are shown otherwise than as a table, in their tabs. */
  lists?: Partial<Record<ListKind, Pick<Tab, 'load'>>>
  /** The tabs of its page in their order; `LISTS` stands for the lists that the engine gives the page. */
  tabs: readonly (Tab | typeof LISTS)[]
}

/** In a manifest's tabs: one tab for each list of the page, in the engine's order. */
export const LISTS = 'lists'

/** Says what a type is. Each folder of a type has one `manifest.ts` with this as its default export. */
export function defineObjectType(type: ObjectType): ObjectType {
  return type
}
