import { Network } from '@lucide/vue'

import { CHANGES, GENERAL, HEALTH } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Network,
  list: 'networks',
  facts: ['nic', 'vlan', 'bridge', 'mtu', 'vms'],
  tabs: [GENERAL, LISTS, HEALTH, CHANGES],
})
