import { Database } from '@lucide/vue'

import { CHANGES, GENERAL, HEALTH } from '@/modules/object/tabs'
import { defineObjectType, LISTS } from '@/modules/objectType'

export default defineObjectType({
  icon: Database,
  list: 'srs',
  facts: ['used', 'free', 'type', 'shared', 'hostsAttached'],
  tabs: [GENERAL, LISTS, HEALTH, CHANGES],
})
