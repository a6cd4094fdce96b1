/** The tokens that a canvas draws with: it knows no CSS, so they are read when it is drawn. */
export function colours(element: HTMLElement) {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: token('--fg-muted'),
    grid: token('--border'),
    lines: [token('--line-1'), token('--line-2')],
    fill: token('--line-1-soft'),
    font: `12px ${token('--font')}`,
  }
}
