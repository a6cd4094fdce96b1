import type { Tab } from '@/modules/objectType'
import { connectionOf } from '@/stores/connections'

/** The pool's own command line. Xen Orchestra leads to none. */
export const XE: Tab = {
  id: 'xe',
  label: 'page.xe',
  load: () => import('./XeTab.vue'),
  isShown: (page) => connectionOf(page.object.connection)?.parent === null,
}
