/** A row of the tree over those that have a value of a property, in whichever pool they are. */
import { Tag } from '@lucide/vue'

import { defineObjectType } from '@/modules/objectType'

export default defineObjectType({
  icon: Tag,
  list: null,
  facts: [],
  tabs: [],
})
