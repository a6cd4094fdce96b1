/** A Xen Orchestra is no object of a pool: it has a screen of its own, ConnectionPage with XoServers. */
import { Layers } from '@lucide/vue'

import { defineObjectType } from '@/modules/objectType'

export default defineObjectType({
  icon: Layers,
  list: null,
  facts: [],
  tabs: [],
})
