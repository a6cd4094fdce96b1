import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

/** The size of the window in pixels, moving with it. */
export function useWindowSize() {
  const width = shallowRef(window.innerWidth)
  const height = shallowRef(window.innerHeight)
  const measure = () => {
    width.value = window.innerWidth
    height.value = window.innerHeight
  }
  onMounted(() => window.addEventListener('resize', measure))
  onBeforeUnmount(() => window.removeEventListener('resize', measure))
  return { width, height }
}
