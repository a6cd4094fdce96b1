// Resolves, after some seconds, with how evenly frames came; meanwhile scrolls the table that is shown, `step` pixels in
// each frame, and notes how old the storm's marker is whenever the tree shows a newer one.
function watched(seconds, step) {
  const grid = document.querySelector('[role="grid"]')
  const gaps = []
  const ages = []
  let rowsAwaited = 0
  let rows = 0
  let mark = 0
  const look = () => {
    const name = document.querySelector('[role="treeitem"][data-name^="t="]')?.dataset.name ?? ''
    const now = Number(name.slice(2))
    if (now <= mark) return
    // What was there before this began says nothing.
    if (mark > 0) {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => ages.push(Date.now() - now)
      channel.port2.postMessage(0)
    }
    mark = now
  }
  return new Promise((resolve) => {
    const begun = performance.now()
    let last = begun
    const frame = () => {
      const now = performance.now()
      gaps.push(now - last)
      last = now
      look()
      if (step && grid) {
        rows += grid.querySelectorAll('[aria-rowindex]').length - 1
        rowsAwaited += grid.querySelectorAll('[aria-busy="true"]').length
        const bottom = grid.scrollHeight - grid.clientHeight
        grid.scrollTop = grid.scrollTop + step > bottom ? 0 : grid.scrollTop + step
      }
      if (now - begun < seconds * 1e3) requestAnimationFrame(frame)
      else resolve({ gaps, ages, rows, rowsAwaited, scrolled: grid ? grid.scrollTop : -1 })
    }
    requestAnimationFrame(frame)
  })
}
