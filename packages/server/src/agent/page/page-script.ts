import type { Frame, JSHandle } from 'playwright-core';

/**
 * Code that runs inside the page travels as text, so it can import nothing. A kit is a list of plain top-level functions
 * that may call one another by name; the first one is called with the argument.
 */
// biome-ignore lint/complexity/noBannedTypes: only the source text is used, whatever the function's shape.
export type Kit = readonly [Function, ...Function[]];

export function inPage<T>(frame: Frame, kit: Kit, argument: unknown = null): Promise<T> {
  return frame.evaluate<T>(sourceOf(kit, argument));
}

export function handleInPage(frame: Frame, kit: Kit, argument: unknown = null): Promise<JSHandle> {
  return frame.evaluateHandle(sourceOf(kit, argument));
}

export function sourceOf(kit: Kit, argument: unknown): string {
  const [main] = kit;
  return `(() => { ${kit.map(String).join('\n')}\nreturn ${main.name}(${JSON.stringify(argument)}); })()`;
}
