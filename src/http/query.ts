/** The query of a path, without its mark; what is undefined is left out. Spaces are `%20`, not `+`: an upstream's documents ask for it. */
export function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  let query = '';
  for (const name in parameters) {
    const value = parameters[name];
    // Half a surrogate pair has no UTF-8.
    if (value !== undefined) query += `${query && '&'}${name}=${encodeURIComponent(value.toWellFormed())}`;
  }
  return query;
}
