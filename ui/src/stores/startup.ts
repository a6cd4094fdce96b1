import { shallowRef } from 'vue'
import { api, asProblem, attach } from '@/platform'
import type { Problem, Startup } from '@/platform/bindings'
import { notify } from './notices'
import { adoptSettings, applySettings } from './settings'
import { deliver } from './view'

/** What the engine said first; undefined where it could not. */
export const startup = shallowRef<Startup>()

/** Why the window could not begin. */
export const startupProblem = shallowRef<Problem | null>(null)

/** Begins: first the ear, then the first question. */
export async function begin(): Promise<void> {
  try {
    await attach((message) => {
      if (message.is === 'frame') deliver(message)
      else notify(message.problem, message)
    })
    startup.value = await api.startup()
    adoptSettings(startup.value.settings, startup.value.theme)
  } catch (error) {
    startupProblem.value = asProblem(error)
  }
  applySettings()
}
