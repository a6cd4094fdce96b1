import { CalendarClock } from '@lucide/vue'

import { CHANGES, GENERAL } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: CalendarClock,
  list: 'schedules',
  facts: ['frequency', 'at', 'nextRun', 'lastRun', 'retained'],
  blocks: ['vms', 'messages'],
  tabs: [GENERAL, LISTS, CHANGES],
})
