import { shallowRef } from 'vue'
import { api, asProblem, attach } from '@/platform'
import type { Problem, Startup } from '@/platform/bindings'
import { deliverMetrics } from './metrics'
import { notify } from './notices'
import { adoptSettings, applySettings, followSettings, wearTheme } from './settings'
import { deliver } from './view'

/** What the engine said first; undefined where it could not. */
export const startup = shallowRef<Startup>()

/** What a command line wants to be shown: that of the start, then that of whoever started it again. */
export interface Wish {
  select: string | null
  tab: string | null
}

export const wish = shallowRef<Wish>({ select: null, tab: null })

/** The last window was to be closed while so many jobs ran: a person has to say what is to be. */
export const leaving = shallowRef<{ jobs: number } | null>(null)

/** A computer without a keyring is a fact: who is asked for a password is told of it, and the settings say it. */
export const NO_KEYRING = 'no_keyring'

/** Why the window could not begin. */
export const startupProblem = shallowRef<Problem | null>(null)

/** Begins: first the ear, then the first question. */
export async function begin(): Promise<void> {
  try {
    await attach((message) => {
      if (message.is === 'frame') deliver(message)
      else if (message.is === 'settings') followSettings(message)
      else if (message.is === 'leaving') leaving.value = message
      else if (message.is !== 'notice') {
        if (message.theme) wearTheme(message.theme)
        wish.value = message
      } else if (message.problem.code !== NO_KEYRING) notify(message.problem, message)
    }, deliverMetrics)
    startup.value = await api.startup()
    wish.value = startup.value
    adoptSettings(startup.value.settings, startup.value.layout, startup.value.theme)
  } catch (error) {
    startupProblem.value = asProblem(error)
  }
  applySettings()
}
