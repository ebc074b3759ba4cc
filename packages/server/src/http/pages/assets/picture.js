/** Draws pictures onto a canvas, always the newest: one that comes while another is decoded replaces what waits. */
export function createPicture(canvas) {
  const context = canvas.getContext('2d', { alpha: false });
  let waiting = null;
  let isDrawing = false;

  async function drawWaiting() {
    isDrawing = true;
    while (waiting !== null) {
      const blob = waiting;
      waiting = null;
      await draw(blob).catch(() => undefined); // half a picture: the next one comes
    }
    isDrawing = false;
  }

  async function draw(blob) {
    const bitmap = await createImageBitmap(blob);
    if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
    if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
  }

  return function show(blob) {
    waiting = blob;
    if (!isDrawing) void drawWaiting();
  };
}
