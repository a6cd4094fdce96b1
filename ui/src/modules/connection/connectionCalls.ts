import { shallowRef } from 'vue'
import { runOnConnection } from '@/modules/requestJob'
import { api, asProblem } from '@/platform'
import type { ConnectionId, EmergencyAction, KeepPassword, Problem, TrustAnswer } from '@/platform/bindings'

/** Commands to one connection, with what a form shows of them: busy, and why it did not work. */
export function useConnectionCalls(id: () => ConnectionId) {
  const busy = shallowRef(false)
  const problem = shallowRef<Problem | null>(null)

  async function run(call: () => Promise<void>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await call()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    problem,
    connect: () => run(() => runOnConnection('connect', id())),
    disconnect: () => run(() => runOnConnection('disconnect', id())),
    trust: (fingerprint: string, answer: TrustAnswer) =>
      run(() => api.answerCertificate(id(), fingerprint, answer)),
    emergency: (host: string, action: EmergencyAction) => run(() => api.emergency(id(), host, action)),
    givePassword: (password: string, otp: string | null, keep: KeepPassword) =>
      run(() => api.givePassword(id(), password, otp, keep)),
    prefer: () => run(() => runOnConnection('preferWay', id())),
  }
}
