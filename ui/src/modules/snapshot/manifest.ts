import { Camera } from '@lucide/vue'

import { CHANGES, GENERAL } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Camera,
  list: 'snapshots',
  facts: ['snapshotOf', 'snapshotTime', 'withMemory'],
  blocks: ['disks', 'vifs'],
  tabs: [GENERAL, LISTS, CHANGES],
})
