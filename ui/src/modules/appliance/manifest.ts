import { Layers } from '@lucide/vue'

import { CHANGES, GENERAL } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Layers,
  list: 'appliances',
  facts: ['memberVms', 'runningVms'],
  blocks: ['members'],
  tabs: [GENERAL, LISTS, CHANGES],
})
