/** A row of the tree that only holds others; which list it stands for is said by `groups.ts`. */
import { Folder } from '@lucide/vue'

import { defineObjectType } from '@/modules/objectType'

export default defineObjectType({
  icon: Folder,
  list: null,
  facts: [],
  tabs: [],
})
