interface Scope {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** An environment variable; `undefined` when it is empty or where there is no environment, such as on a web page. */
export function environmentVariable(name: string): string | undefined {
  const scope: Scope = globalThis;
  try {
    return scope.process?.env?.[name] || undefined;
  } catch {
    // Deno throws when the program may not read the variable, which is the same as having none.
    return undefined;
  }
}
