/** Does `action` again and again, `interval` after it was done, but not while nobody looks. Stops when it returns `false`. */
export async function repeat(interval, action) {
  while ((await action()) !== false) {
    await new Promise(resolve => setTimeout(resolve, interval));
    if (document.hidden) await shown();
  }
}

function shown() {
  return new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
}
