import { onBeforeUnmount, onMounted, readonly, ref } from 'vue'

/** Whether the window shows anything: not while it is minimised, or on another desk. */
export function useVisible() {
  const visible = ref(!document.hidden)
  const look = (): void => {
    visible.value = !document.hidden
  }
  onMounted(() => document.addEventListener('visibilitychange', look))
  onBeforeUnmount(() => document.removeEventListener('visibilitychange', look))
  return readonly(visible)
}
