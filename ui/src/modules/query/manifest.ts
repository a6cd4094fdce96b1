/** A row of the tree over what a saved query finds, in whichever pool it is. */
import { ListFilter } from '@lucide/vue'

import { defineObjectType } from '@/modules/objectType'

export default defineObjectType({
  icon: ListFilter,
  list: null,
  facts: [],
  tabs: [],
})
