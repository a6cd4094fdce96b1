import { Monitor } from '@lucide/vue'

import { CHANGES, CONSOLE, GENERAL, HEALTH, PERFORMANCE } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Monitor,
  list: 'vms',
  facts: ['ipv4|ipv6', 'os', 'vcpus', 'memoryUsed|memoryActual|memoryDynamicMax|memory'],
  blocks: ['disks', 'vifs', 'gpus', 'usbDevices', 'pciDevices', 'snapshots'],
  lists: { snapshots: { load: () => import('@/modules/snapshot/SnapshotTree.vue') } },
  tabs: [GENERAL, PERFORMANCE, CONSOLE, LISTS, HEALTH, CHANGES],
})
