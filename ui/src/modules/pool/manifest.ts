import { Boxes } from '@lucide/vue'

import { CHANGES, GENERAL, HEALTH } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'
import { XE } from '@/modules/xe/tab'

export default defineObjectType({
  icon: Boxes,
  list: 'pools',
  facts: ['coordinator', 'memoryUsed', 'runningVms|vms', 'defaultSr', 'ha'],
  tabs: [GENERAL, LISTS, HEALTH, CHANGES, XE],
})
