import type { Tab } from '@/modules/objectType'

/** Every field of the object, the most important first. */
export const GENERAL: Tab = {
  id: 'general',
  label: 'page.general',
  load: () => import('./GeneralTab.vue'),
}

/** The screen or terminal of whatever may have one. */
export const CONSOLE: Tab = {
  id: 'console',
  label: 'page.console',
  load: () => import('@/modules/console/ConsoleTab.vue'),
  isShown: (page) => page.hasConsole,
}

/** What was measured of it, as charts. */
export const PERFORMANCE: Tab = {
  id: 'performance',
  label: 'page.performance',
  load: () => import('@/modules/performance/PerformanceTab.vue'),
}

/** What is unhealthy about it. */
export const HEALTH: Tab = {
  id: 'health',
  label: 'page.health',
  load: () => import('@/modules/health/HealthTab.vue'),
}

/** What has changed about it. */
export const CHANGES: Tab = {
  id: 'changes',
  label: 'page.changes',
  load: () => import('@/modules/changes/ChangesTab.vue'),
}
