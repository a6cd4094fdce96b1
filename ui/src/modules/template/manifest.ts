import { FileBox } from '@lucide/vue'

import { CHANGES, GENERAL } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: FileBox,
  list: 'templates',
  facts: ['os', 'vcpus', 'memoryDynamicMax|memory'],
  blocks: ['disks', 'vifs'],
  tabs: [GENERAL, LISTS, CHANGES],
})
