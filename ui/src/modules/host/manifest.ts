import { Server } from '@lucide/vue'

import { CHANGES, CONSOLE, GENERAL, HEALTH, PERFORMANCE } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Server,
  list: 'hosts',
  facts: ['memoryUsed', 'address', 'cpuCount', 'runningVms', 'product'],
  tabs: [GENERAL, PERFORMANCE, CONSOLE, LISTS, HEALTH, CHANGES],
})
