/** A row of the tree over what is in a folder, in whichever pool it is. */
import { FolderOpen } from '@lucide/vue'

import { defineObjectType } from '@/modules/objectType'

export default defineObjectType({
  icon: FolderOpen,
  list: null,
  facts: [],
  tabs: [],
})
